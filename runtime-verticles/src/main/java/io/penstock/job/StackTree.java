// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.worker.TaskHandle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sampled stacks, put together from the outermost frame inwards: how often each frame was seen under its caller. Only
 * what a task does is in it, not how its thread came to run it.
 */
public final class StackTree {
    private static final int FRAMES_MAX = 4_000;
    private static final int DEPTH_MAX = 200;
    private static final String OURS = TaskHandle.class.getName();

    private final Frame root = new Frame();
    private int frames;
    private int looks;

    private static final class Frame {
        long count;
        final Map<String, Frame> inner = new LinkedHashMap<>();
    }

    /** Counts a look at a task, whether or not it was in a step. */
    void looked() {
        looks++;
    }

    /** Adds a stack, the innermost frame first. */
    void add(StackTraceElement[] stack) {
        int from = stack.length - 1;
        while (from > 0 && !stack[from].getClassName().equals(OURS)) from--;
        if (!stack[from].getClassName().equals(OURS)) from = stack.length - 1;
        Frame at = root;
        at.count++;
        for (int i = from; i >= 0 && from - i < DEPTH_MAX; i--) {
            Frame inner = at.inner.get(name(stack[i]));
            if (inner == null) {
                if (frames++ >= FRAMES_MAX) return;
                inner = new Frame();
                at.inner.put(name(stack[i]), inner);
            }
            inner.count++;
            at = inner;
        }
    }

    /** Without what differs from run to run in the names of classes that were made at run time. */
    private static String name(StackTraceElement frame) {
        String type = frame.getClassName().replaceFirst("(\\$\\$Lambda).*$", "$1");
        return type + "." + frame.getMethodName() + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "");
    }

    /** {@code looks} at tasks, and of those that found one in a step the {@code stacks}. */
    public JsonObject json() {
        return new JsonObject().put("looks", looks).put("stacks", json("root", root));
    }

    private static JsonObject json(String name, Frame frame) {
        JsonArray inner = new JsonArray();
        frame.inner.forEach((called, part) -> inner.add(json(called, part)));
        return new JsonObject().put("name", name).put("value", frame.count).put("children", inner);
    }
}
