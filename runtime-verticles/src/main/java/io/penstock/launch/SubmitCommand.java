// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock submit}: uploads a jar and starts its job. */
@Command(
        name = "submit",
        description = "Uploads a jar to a running cluster and starts its job.",
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Option(
            names = {"-w", "--wait"},
            description = "Follow the job to its end; the exit code tells how it ended.")
    private boolean wait;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RestClient rest = client.connect();
        String jobId = rest.run(rest.upload(program.jar()), program.submission());
        if (!wait) {
            out.println(client.json() ? RestClient.JSON.createObjectNode().put("jobid", jobId) : jobId);
            return ExitCode.DONE;
        }
        JobWatch watch = new JobWatch(rest, client.json() ? Printing.silent() : out, Printing.isTerminal());
        var end = watch.follow(jobId);
        if (client.json()) out.println(end);
        return watch.exitCode(end);
    }
}
