// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code penstock run}: a cluster for one job. */
@Command(
        name = "run",
        description = "Starts a cluster of its own for one job and ends with it.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new CliException(ExitCode.USAGE, "not in this build");
    }
}
