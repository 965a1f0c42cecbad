// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock rescale}: takes a running job to another parallelism. */
@Command(
        name = "rescale",
        description = "Takes a running job to another parallelism, without losing or doubling anything.",
        mixinStandardHelpOptions = true)
final class RescaleCommand implements Callable<Integer> {
    private static final long LOOK_MS = 50;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
    @SuppressWarnings("NullAway.Init") // required
    private String jobId;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "[VERTEX=]N",
            description =
                    "How parallel a vertex, by name or id, shall be; without a vertex: all of them, as far as each"
                            + " can.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--at-least",
            paramLabel = "M",
            description = "With fewer slots than that needs, be content with this much. Default: all or nothing.")
    private @Nullable Integer atLeast;

    @Override
    public Integer call() {
        RestClient rest = client.connect();
        JsonNode job = rest.job(jobId);
        ObjectNode requirements = RestClient.JSON.createObjectNode();
        for (String word : wanted) want(job, word, requirements);
        rest.rescale(jobId, requirements);
        print(settled(rest));
        return ExitCode.DONE;
    }

    private void want(JsonNode job, String word, ObjectNode requirements) {
        int equals = word.lastIndexOf('=');
        String name = equals < 0 ? "" : word.substring(0, equals);
        int parallelism = number(word.substring(equals + 1));
        boolean found = false;
        for (JsonNode vertex : job.path("vertices")) {
            String id = vertex.path("id").asText();
            if (!name.isEmpty()
                    && !name.equals(id)
                    && !name.equals(vertex.path("name").asText())) continue;
            found = true;
            // Whoever names no vertex wants as much as each can have.
            int upper = name.isEmpty()
                    ? Math.min(parallelism, vertex.path("maxParallelism").asInt(parallelism))
                    : parallelism;
            int lower = atLeast == null ? upper : Math.min(atLeast, upper);
            requirements
                    .putObject(id)
                    .putObject("parallelism")
                    .put("lowerBound", lower)
                    .put("upperBound", upper);
        }
        if (!found) {
            List<String> names = new ArrayList<>();
            for (JsonNode vertex : job.path("vertices"))
                names.add("'" + vertex.path("name").asText() + "'");
            throw new CliException(
                    ExitCode.USAGE, "the job has no vertex '" + name + "'; it has " + String.join(", ", names));
        }
    }

    private static int number(String text) {
        if (text.matches("\\d{1,6}")) return Integer.parseInt(text);
        throw new CliException(ExitCode.USAGE, "'" + text + "' is no parallelism; say N, or VERTEX=N");
    }

    /** The job once its rescale is over. */
    private JsonNode settled(RestClient rest) {
        try {
            while (true) {
                JsonNode overview = rest.get("/v1/jobs/" + jobId + "/rescales/overview");
                if (overview.path("rescalesCounts").path("inProgress").asInt() == 0) {
                    JsonNode latest =
                            rest.get("/v1/jobs/" + jobId + "/rescales/history").path(0);
                    if (latest.path("terminalState").asText().equals("FAILED")) {
                        throw new CliException(
                                ExitCode.FAILED,
                                "the job is not rescaled: "
                                        + latest.path("reason").asText());
                    }
                    return rest.job(jobId);
                }
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted; the rescale goes on", e);
        }
    }

    private void print(JsonNode job) {
        PrintWriter out = spec.commandLine().getOut();
        if (client.json()) {
            out.println(job.path("vertices"));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("VERTEX", "PARALLELISM"));
        for (JsonNode vertex : job.path("vertices"))
            rows.add(List.of(
                    vertex.path("name").asText(), vertex.path("parallelism").asText()));
        Printing.table(out, rows);
    }
}
