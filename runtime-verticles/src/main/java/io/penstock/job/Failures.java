// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.TaskFailure;
import io.penstock.snapshot.DamagedSnapshotException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Exceptions as text, since their classes may not exist where they are read. */
final class Failures {
    private static final int CAUSES_MAX = 10;
    private static final int STACK_CHARS_MAX = 8 << 10;
    private static final int MESSAGE_CHARS_MAX = 2 << 10;

    private Failures() {}

    /** The failure of an operator, or of the task as a whole if {@code operator} is null. */
    static TaskFailure of(TaskFailure.Kind kind, String message, Throwable thrown, @Nullable String operator) {
        return new TaskFailure(
                kind, thrown.getClass().getName(), cut(message, MESSAGE_CHARS_MAX), stack(thrown), operator, null);
    }

    /** The failure to read a snapshot that is damaged, if that is at the bottom of it; null if it is not. */
    static @Nullable TaskFailure ofDamage(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < CAUSES_MAX; depth++, each = each.getCause()) {
            if (each instanceof DamagedSnapshotException)
                return of(TaskFailure.Kind.SNAPSHOT_DAMAGED, String.valueOf(each.getMessage()), each, null);
        }
        return null;
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException e) {
            text.write(thrown.getClass().getName() + ", which cannot print itself");
        }
        return cut(text.toString(), STACK_CHARS_MAX);
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, charsMax) + " ...";
    }
}
