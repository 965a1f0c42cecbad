// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.HaRecord.CheckpointVertex;
import io.penstock.core.message.SnapshotRef;
import io.penstock.snapshot.Checkpoints;
import io.penstock.snapshot.DirectorySnapshotStore;
import io.penstock.snapshot.SnapshotStoreException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
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

/** {@code penstock savepoint}: takes savepoints, stops jobs with one, and looks into one. */
@Command(
        name = "savepoint",
        description = "Takes savepoints, stops jobs with one, and shows what is in one.",
        subcommands = {SavepointCommand.Trigger.class, SavepointCommand.Stop.class, SavepointCommand.Inspect.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SavepointCommand {
    private static final long LOOK_MS = 50;

    private SavepointCommand() {}

    /** Asks for a savepoint of a job, waits for it, and prints where it is. */
    abstract static class Taking implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private ClientOptions client = new ClientOptions();

        @Mixin
        private Target target = new Target();

        /** Returns the request's id; {@code directory} is null for the cluster's own. */
        abstract String ask(RestClient rest, String jobId, @Nullable String directory);

        @Override
        public final Integer call() {
            RestClient rest = client.connect();
            JsonNode operation = outcome(rest, target.jobId, ask(rest, target.jobId, target.path()));
            JsonNode failure = operation.path("failure-cause");
            if (!failure.isMissingNode() && !failure.isNull()) {
                String why =
                        failure.path("stack-trace").asText(failure.path("class").asText());
                throw new CliException(ExitCode.FAILED, "the savepoint failed: " + why);
            }
            spec.commandLine()
                    .getOut()
                    .println(
                            client.json()
                                    ? operation
                                    : operation.path("location").asText());
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "trigger",
            description = "Takes a savepoint of a running job and waits for it.",
            mixinStandardHelpOptions = true)
    static final class Trigger extends Taking {
        @Override
        String ask(RestClient rest, String jobId, @Nullable String directory) {
            return rest.savepoint(jobId, directory);
        }
    }

    @Command(
            name = "stop",
            description = "Stops a job with a savepoint: it ends once all is stored, or goes on.",
            mixinStandardHelpOptions = true)
    static final class Stop extends Taking {
        @Option(names = "--drain", description = "Let event time end first, so that windows fire: the job is done.")
        private boolean drain;

        @Override
        String ask(RestClient rest, String jobId, @Nullable String directory) {
            return rest.stop(jobId, directory, drain);
        }
    }

    @Command(
            name = "inspect",
            description = "Shows and checks what is in a savepoint's directory; needs no cluster.",
            mixinStandardHelpOptions = true)
    static final class Inspect implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Parameters(paramLabel = "DIRECTORY", description = "Where the savepoint is, as it was told when it was taken.")
        @SuppressWarnings("NullAway.Init") // required
        private String directory;

        @Override
        public Integer call() {
            Checkpoints checkpoints = new Checkpoints(new DirectorySnapshotStore());
            try {
                CheckpointRecord savepoint = checkpoints.load(directory);
                print(spec.commandLine().getOut(), savepoint);
                checkpoints.check(savepoint);
                return ExitCode.DONE;
            } catch (SnapshotStoreException e) {
                throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Which job, and where to. */
    static final class Target {
        @Option(
                names = {"-t", "--target"},
                paramLabel = "DIRECTORY",
                description = "Where to put it, a path that every node sees. Default: savepoint.directory")
        private @Nullable Path directory;

        @Parameters(paramLabel = "JOB", description = "The job's id.")
        @SuppressWarnings("NullAway.Init") // required
        private String jobId;

        private @Nullable String path() {
            return directory == null
                    ? null
                    : directory.toAbsolutePath().normalize().toString();
        }
    }

    private static JsonNode outcome(RestClient rest, String jobId, String request) {
        try {
            while (true) {
                JsonNode status = rest.savepointStatus(jobId, request);
                if (status.path("status").path("id").asText().equals("COMPLETED")) return status.path("operation");
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted; the savepoint goes on as " + request, e);
        }
    }

    private static void print(PrintWriter out, CheckpointRecord savepoint) {
        out.println(savepoint.kind() + " " + savepoint.id() + " of job "
                + savepoint.job().value() + ", " + Instant.ofEpochMilli(savepoint.completedMs()) + ", "
                + savepoint.bytes() + " bytes");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("VERTEX", "PARALLELISM", "KEY GROUPS", "OPERATORS", "PARTS", "BYTES"));
        for (CheckpointVertex vertex : savepoint.vertices()) {
            List<SnapshotRef> parts = savepoint.snapshots().stream()
                    .filter(part -> part.subtask().vertex() == vertex.vertex())
                    .toList();
            rows.add(List.of(
                    vertex.name(),
                    Integer.toString(vertex.parallelism()),
                    Integer.toString(vertex.maxParallelism()),
                    Integer.toString(vertex.operators().size()),
                    Integer.toString(parts.size()),
                    Long.toString(parts.stream().mapToLong(SnapshotRef::bytes).sum())));
        }
        Printing.table(out, rows);
    }
}
