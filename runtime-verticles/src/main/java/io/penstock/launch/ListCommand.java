// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock list}: the jobs of a cluster. */
@Command(name = "list", description = "Lists the jobs of a cluster.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = client.connect().get("/v1/jobs/overview");
        if (client.json()) {
            out.println(answer);
            return ExitCode.DONE;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("JOB", "NAME", "STATE", "DURATION", "TASKS"));
        for (JsonNode job : answer.path("jobs")) {
            JsonNode tasks = job.path("tasks");
            rows.add(List.of(
                    job.path("jid").asText(),
                    job.path("name").asText(),
                    job.path("state").asText(),
                    Printing.duration(job.path("duration").asLong()),
                    tasks.path("running").asInt() + " running of "
                            + tasks.path("total").asInt()));
        }
        if (rows.size() == 1) out.println("no jobs");
        else Printing.table(out, rows);
        return ExitCode.DONE;
    }
}
