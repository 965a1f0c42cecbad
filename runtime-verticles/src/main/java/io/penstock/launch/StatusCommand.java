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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock status}: one job in detail. */
@Command(name = "status", description = "Shows one job: state, reason, vertices.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    @SuppressWarnings("NullAway.Init") // required
    private String jobId;

    @Option(
            names = {"-w", "--wait"},
            description = "Follow the job to its end; the exit code tells how it ended.")
    private boolean wait;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RestClient rest = client.connect();
        JobWatch watch = new JobWatch(rest, client.json() ? Printing.silent() : out, Printing.isTerminal());
        JsonNode job = wait ? watch.follow(jobId) : rest.job(jobId);
        if (client.json()) out.println(job);
        else print(out, job);
        return wait ? watch.exitCode(job) : ExitCode.DONE;
    }

    private static void print(PrintWriter out, JsonNode job) {
        out.println(job.path("name").asText() + "  " + job.path("jid").asText());
        String reason = job.path("reason").asText("");
        boolean ended = job.path("end-time").asLong(-1) >= 0;
        out.println(job.path("state").asText()
                + (ended ? " after " : " for ")
                + Printing.duration(sinceMs(job))
                + (reason.isEmpty() ? "" : ": " + reason));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("VERTEX", "TASKS", "STATE", "RECORDS IN", "RECORDS OUT", "BUSY", "IDLE", "BLOCKED"));
        for (JsonNode vertex : job.path("vertices")) {
            rows.add(List.of(
                    vertex.path("name").asText(),
                    vertex.path("parallelism").asText(),
                    vertex.path("status").asText(),
                    number(vertex, "read-records"),
                    number(vertex, "write-records"),
                    share(vertex, "accumulated-busy-time"),
                    share(vertex, "accumulated-idle-time"),
                    share(vertex, "accumulated-backpressured-time")));
        }
        if (rows.size() > 1) Printing.table(out, rows);
    }

    /** With a plus sign while tasks are missing in the sum. */
    private static String number(JsonNode vertex, String name) {
        JsonNode metrics = vertex.path("metrics");
        return metrics.path(name).asLong() + (metrics.path(name + "-complete").asBoolean() ? "" : "+");
    }

    /** Of the time of all its tasks. */
    private static String share(JsonNode vertex, String name) {
        JsonNode metrics = vertex.path("metrics");
        double all = metrics.path("accumulated-busy-time").asDouble()
                + metrics.path("accumulated-idle-time").asDouble()
                + metrics.path("accumulated-backpressured-time").asDouble();
        return all == 0 ? "-" : Math.round(100 * metrics.path(name).asDouble() / all) + "%";
    }

    /** How long the job is in its state; of a job that has ended, how long it took. */
    private static long sinceMs(JsonNode job) {
        long endMs = job.path("end-time").asLong(-1);
        if (endMs >= 0) return job.path("duration").asLong();
        String state = job.path("state").asText();
        return job.path("now").asLong() - job.path("timestamps").path(state).asLong();
    }
}
