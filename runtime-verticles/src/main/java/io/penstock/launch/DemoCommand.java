// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.config.NodeConfig;
import io.penstock.node.PenstockNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock demo}: a cluster in this JVM, a word count on it, and what to try next. */
@Command(
        name = "demo",
        description = "Starts a cluster in this process, counts the words of a book on it, and shows what to try next.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int TOP_WORDS = 10;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "The examples' jar. Default: the one built beside this program.")
    private @Nullable Path jar;

    @Option(names = "--input", paramLabel = "PATH", description = "Text file or folder. Default: the shipped book.")
    private @Nullable Path input;

    @Option(names = "--once", description = "End after the job instead of keeping the cluster until Ctrl-C.")
    private boolean once;

    @Override
    public Integer call() throws IOException {
        Nodes.logQuietly();
        Path program = existing(jar, "examples/target/penstock-examples.jar", "--jar");
        Path text = existing(input, "examples/data/king-james-bible.txt", "--input");
        try (Scratch scratch = Scratch.create("penstock-demo")) {
            return run(program, text, scratch);
        }
    }

    private int run(Path program, Path text, Scratch scratch) throws IOException {
        Path folder = scratch.folder();
        PrintWriter out = spec.commandLine().getOut();
        NodeConfig config = node.load(Map.of(
                "node.mode", "local",
                "node.roles", "coordinator, worker",
                "node.dataDir", folder.resolve("data").toString()));
        if (config.web().port() != 0 && !Ports.isFree(config.web().port())) config = node.load(onAnyPort(folder));
        PenstockNode cluster = Nodes.start(config);
        scratch.usedBy(cluster::close);
        RestClient rest = new RestClient(cluster.web(), cluster.ownToken());
        out.println(
                "cluster ready: " + rest.server() + "   job: " + program.getFileName() + " on " + text.getFileName());

        Path counts = folder.resolve("counts");
        List<String> arguments = List.of("--input", text.toString(), "--output", counts.toString());
        String jobId = rest.run(
                rest.upload(program),
                new Submission(
                        null,
                        Runtime.getRuntime().availableProcessors(),
                        Map.of("restart.strategy", "none"),
                        arguments));
        JobWatch watch = new JobWatch(rest, out, Printing.isTerminal());
        JsonNode end = watch.follow(jobId);
        int exitCode = watch.exitCode(end);
        printTop(out, counts);
        out.println();
        out.println("dashboard         " + rest.server());
        out.println("your own job      penstock submit --server " + rest.server() + " --wait your-job.jar [arguments]");
        out.println("a real cluster    penstock node   (on each machine; settings: config/node.yaml)");
        if (!once && Printing.isTerminal()) {
            out.println("The cluster stays until you press Ctrl-C.");
            exitCode = cluster.awaitEnd();
        }
        cluster.close();
        return exitCode;
    }

    private static Map<String, String> onAnyPort(Path folder) {
        return Map.of(
                "node.mode", "local",
                "node.roles", "coordinator, worker",
                "node.dataDir", folder.resolve("data").toString(),
                "web.port", "0");
    }

    private static Path existing(@Nullable Path given, String shipped, String option) {
        Path path = given != null ? given : Home.folder().resolve(shipped);
        if (Files.exists(path)) return path.toAbsolutePath();
        throw new CliException(
                ExitCode.USAGE,
                "the demo needs " + path + ", which is not there; say where by " + option
                        + ", or run ./penstock demo in the clone, which builds it");
    }

    /** The job wrote {@code word TAB count} lines. */
    private static void printTop(PrintWriter out, Path counts) throws IOException {
        try (Stream<Path> files = Files.list(counts)) {
            List<String[]> top = files.filter(
                            file -> !file.getFileName().toString().startsWith("."))
                    .flatMap(DemoCommand::lines)
                    .map(line -> line.split("\t"))
                    .sorted(Comparator.comparingLong((String[] row) -> Long.parseLong(row[1]))
                            .reversed())
                    .limit(TOP_WORDS)
                    .toList();
            for (String[] row : top)
                out.println(String.format(Locale.ROOT, "%,12d  %s", Long.parseLong(row[1]), row[0]));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
