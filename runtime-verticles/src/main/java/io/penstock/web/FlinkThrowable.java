// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.TaskFailure;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A failure in the form in which Flink's Java clients read one: beside name and stack a Java-serialized object of a
 * class that exists there and not here. This class has that class's fields and serial version; what is written under
 * our name is then given the other name.
 */
final class FlinkThrowable extends Exception {
    private static final long serialVersionUID = 7284183123441947635L;
    private static final String THEIR_NAME = "org.apache.flink.util.SerializedThrowable";

    @SuppressWarnings("UnusedVariable") // read there
    private final String originalErrorClassName;

    @SuppressWarnings("UnusedVariable") // read there
    private final String fullStringifiedStackTrace;

    @SuppressWarnings("UnusedVariable") // read there
    private final byte @Nullable [] serializedException = null;

    private FlinkThrowable(TaskFailure failure, String className, String stack) {
        super(failure.message(), null, false, false);
        this.originalErrorClassName = className;
        this.fullStringifiedStackTrace = stack;
    }

    /** The JSON object of a field {@code failure-cause}. */
    static JsonObject of(TaskFailure failure) {
        String className = JobViews.nameOf(failure);
        String stack = JobViews.text(failure);
        byte[] serialized = new FlinkThrowable(failure, className, stack).serialized();
        return new JsonObject()
                .put("class", className)
                .put("stack-trace", stack)
                .put("serialized-throwable", Base64.getEncoder().encodeToString(serialized));
    }

    private byte[] serialized() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return renamed(bytes.toByteArray());
    }

    /** A class's name stands in the stream once, after its length in two bytes. */
    private static byte[] renamed(byte[] stream) {
        byte[] ours = FlinkThrowable.class.getName().getBytes(StandardCharsets.UTF_8);
        byte[] theirs = THEIR_NAME.getBytes(StandardCharsets.UTF_8);
        int at = indexOf(stream, ours);
        var out = new ByteArrayOutputStream();
        out.write(stream, 0, at - 2);
        out.write(theirs.length >>> 8);
        out.write(theirs.length);
        out.writeBytes(theirs);
        out.write(stream, at + ours.length, stream.length - at - ours.length);
        return out.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            int same = 0;
            while (same < part.length && bytes[at + same] == part[same]) same++;
            if (same == part.length) return at;
        }
        throw new IllegalStateException("a serialized object names its class");
    }
}
