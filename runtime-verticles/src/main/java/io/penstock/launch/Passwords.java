// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.Console;

/** Passwords typed at a terminal, which does not show them. */
final class Passwords {
    private Passwords() {}

    /**
     * Returns it; empty if the user ended the input.
     *
     * @param prompt what the terminal shows
     * @param option what asks for it, for the error where there is neither
     */
    @SuppressWarnings("SystemConsoleNull") // Main chooses the console that is null on a pipe
    static String typed(String prompt, String option) {
        Console console = System.console();
        if (console == null) {
            throw new CliException(ExitCode.USAGE, option + " needs a terminal, or PENSTOCK_PASSWORD");
        }
        char[] typed = console.readPassword("%s: ", prompt);
        return typed == null ? "" : new String(typed);
    }
}
