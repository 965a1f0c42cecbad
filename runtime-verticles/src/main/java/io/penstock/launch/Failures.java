// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.config.ConfigException;
import java.io.PrintWriter;

/** Turns what ended a command into sentences and an exit code. */
final class Failures {
    private Failures() {}

    static int explain(Exception failure, PrintWriter err, boolean verbose) {
        if (isJvmEnding()) return ExitCode.FAILED; // interrupted: what breaks from then on is no news
        int exitCode = ExitCode.BUG;
        if (failure instanceof CliException known) {
            err.println("penstock: " + known.getMessage());
            exitCode = known.exitCode();
        } else if (failure instanceof ConfigException wrong) {
            wrong.problems().forEach(problem -> err.println("penstock: " + problem));
            exitCode = ExitCode.USAGE;
        } else {
            err.println("penstock: unexpected: " + failure + " (--verbose shows more)");
        }
        if (verbose) failure.printStackTrace(err);
        return exitCode;
    }

    /** The JVM takes no more hooks once it has begun to end. */
    private static boolean isJvmEnding() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
