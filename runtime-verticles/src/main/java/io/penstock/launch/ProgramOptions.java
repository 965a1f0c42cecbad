// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.api.JobOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The jar of a job and how to run it. */
final class ProgramOptions {
    @Option(
            names = {"-c", "--class"},
            paramLabel = "CLASS",
            description = "The job's program. Default: Penstock-Program in the jar's manifest")
    private @Nullable String entryClass;

    @Option(
            names = {"-p", "--parallelism"},
            paramLabel = "N",
            description = "Subtasks of operators that do not set their own.")
    private @Nullable Integer parallelism;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "KEY=VALUE",
            description = "A job option such as restart.strategy=none; repeatable.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--from-savepoint",
            paramLabel = "DIRECTORY",
            description = "Begin from this savepoint or kept checkpoint.")
    private @Nullable Path savepoint;

    @Option(
            names = "--allow-non-restored-state",
            description = "Drop state of the savepoint that the program has no operator for.")
    private boolean allowNonRestored;

    @Parameters(index = "0", paramLabel = "JAR", description = "The job's jar.")
    @SuppressWarnings("NullAway.Init") // required
    private Path jar;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGS",
            description = "Arguments of the program; options go before the jar.")
    private List<String> arguments = new ArrayList<>();

    /** The jar; throws {@link CliException} if there is no such file. */
    Path jar() {
        if (!Files.isRegularFile(jar)) throw new CliException(ExitCode.USAGE, "no such file: " + jar);
        return jar;
    }

    Submission submission() {
        Map<String, String> all = new LinkedHashMap<>(options);
        Path from = savepoint;
        if (from != null) {
            all.put(JobOptions.SAVEPOINT_PATH, from.toAbsolutePath().normalize().toString());
        }
        if (allowNonRestored) all.put(JobOptions.SAVEPOINT_ALLOW_NON_RESTORED, "true");
        return new Submission(entryClass, parallelism, all, arguments);
    }
}
