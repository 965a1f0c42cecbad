// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import org.jspecify.annotations.Nullable;

/** Checks of what a job author hands in. */
final class Checks {
    private Checks() {}

    /** User code is compiled without null checks. */
    static <T> T present(@Nullable String operator, String what, @Nullable T value) {
        if (value == null) throw new ProgramException(what + " must not be null", operator, null, null);
        return value;
    }

    static String name(@Nullable String operator, String what, @Nullable String value) {
        String text = present(operator, what, value);
        if (text.isBlank()) throw new ProgramException(what + " must not be blank", operator, null, null);
        if (text.length() > ProgramLimits.NAME_CHARS_MAX) {
            throw new ProgramException(
                    what + " may have " + ProgramLimits.NAME_CHARS_MAX + " characters, not " + text.length(),
                    operator,
                    null,
                    null);
        }
        return text;
    }

    static int parallelism(@Nullable String operator, String what, int value) {
        if (value < 1 || value > ProgramLimits.PARALLELISM_MAX) {
            throw new ProgramException(
                    what + " must be from 1 to " + ProgramLimits.PARALLELISM_MAX + ", not " + value,
                    operator,
                    value < 1 ? "leave it out to use the job's default" : null,
                    null);
        }
        return value;
    }
}
