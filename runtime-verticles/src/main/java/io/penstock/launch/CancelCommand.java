// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock cancel}: ends jobs. */
@Command(name = "cancel", description = "Cancels jobs.", mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(arity = "1..*", paramLabel = "JOB", description = "Ids of the jobs.")
    private List<String> jobIds = new ArrayList<>();

    @Option(
            names = {"-w", "--wait"},
            description = "Wait until they have ended.")
    private boolean wait;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RestClient rest = client.connect();
        jobIds.forEach(rest::cancel);
        JobWatch watch = new JobWatch(rest, client.json() ? Printing.silent() : out, Printing.isTerminal());
        for (String jobId : jobIds) {
            if (wait) watch.follow(jobId);
            out.println(
                    client.json()
                            ? RestClient.JSON
                                    .createObjectNode()
                                    .put("jobid", jobId)
                                    .put("state", wait ? "CANCELED" : "CANCELLING")
                            : jobId + (wait ? " ended" : " is being canceled"));
        }
        return ExitCode.DONE;
    }
}
