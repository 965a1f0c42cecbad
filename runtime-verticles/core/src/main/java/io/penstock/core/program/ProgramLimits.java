// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

/** How large a program may be. Far above what is useful; there so that a mistake is an error and not a full heap. */
public final class ProgramLimits {
    private ProgramLimits() {}

    /** Largest parallelism and largest number of key groups. */
    public static final int PARALLELISM_MAX = 1 << 15;

    /** Largest number of operators. */
    public static final int OPERATORS_MAX = 10_000;

    /** Largest size of all constants together, in characters of their stored text: they travel within one message. */
    public static final int CONSTANTS_CHARS_MAX = 48 * 1024;

    /** Longest name, uid, group, option or tag, in characters. */
    public static final int NAME_CHARS_MAX = 256;
}
