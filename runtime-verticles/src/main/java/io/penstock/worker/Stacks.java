// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

/** Stack traces as text for the log. */
final class Stacks {
    private static final int FRAMES_MAX = 40;

    private Stacks() {}

    static String text(StackTraceElement[] frames) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
            text.append("    at ").append(frames[i]).append('\n');
        }
        return text.toString();
    }
}
