// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.TaskFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Exceptions as text, since their classes may not exist where they are read. */
final class Failures {
    private static final int STACK_CHARS_MAX = 8 << 10;
    private static final int MESSAGE_CHARS_MAX = 2 << 10;

    private Failures() {}

    /** The failure of an operator, or of the task as a whole if {@code operator} is null. */
    static TaskFailure of(TaskFailure.Kind kind, String message, Throwable thrown, @Nullable String operator) {
        return new TaskFailure(
                kind, thrown.getClass().getName(), cut(message, MESSAGE_CHARS_MAX), stack(thrown), operator, null);
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
