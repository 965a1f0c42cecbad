// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real processes: jobs run across them, and the cluster outlives any one of them. */
class SessionClusterIT {
    private static final Path TEXT = SessionCluster.jar("examples/data/king-james-bible.txt");
    private static final Path EXAMPLES = SessionCluster.jar("examples/target/penstock-examples.jar");
    private static final String WORD_COUNT = "io.penstock.examples.WordCount";

    @TempDir
    static Path directory;

    private SessionCluster cluster;
    private String jarId;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = SessionCluster.start(3, Files.createTempDirectory(directory, "cluster"));
        jarId = cluster.nodes.get(0).upload(EXAMPLES);
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @Test
    void wordCountRunsAcrossThreeProcessesAsBatchAndAsStream() throws Exception {
        Map<String, Long> expected = plainCount();
        for (String mode : List.of("batch", "streaming")) {
            NodeProcess asked = cluster.nodes.get(mode.equals("batch") ? 1 : 2);
            Path out = cluster.directory.resolve("out-" + mode);
            String job = runWordCount(asked, out, mode, 6);
            SessionCluster.awaitStatus(asked, job, "FINISHED");
            assertThat(counts(out)).isEqualTo(expected);
        }
    }

    @Test
    void anEndlessJobIsCancelledFromAnyNode() throws Exception {
        Path input = Files.createDirectory(cluster.directory.resolve("in"));
        Path out = cluster.directory.resolve("out");
        String body = runBody(
                List.of(
                        "--input",
                        input.toString(),
                        "--output",
                        out.toString(),
                        "--mode",
                        "streaming",
                        "--watch",
                        "100"),
                3);
        String job = NodeProcess.field(cluster.nodes.get(0).post("/v1/jars/" + jarId + "/run", body), "jobid");
        SessionCluster.awaitStatus(cluster.nodes.get(1), job, "RUNNING");
        cluster.nodes.get(2).patch("/v1/jobs/" + job + "?mode=cancel");
        SessionCluster.awaitStatus(cluster.nodes.get(1), job, "CANCELED");
        SessionCluster.await(
                "all slots are free again",
                () -> SessionCluster.field(cluster.nodes.get(0), "/v1/overview", "slots-available")
                        .equals("6"));
    }

    @Test
    void jobsRunAgainAfterAnyOneNodeWasKilled() throws Exception {
        Map<String, Long> expected = plainCount();
        NodeProcess victim = cluster.nodes.get(0);
        victim.kill();
        cluster.awaitWorkers(2);
        NodeProcess asked = cluster.nodes.get(1);
        Path out = cluster.directory.resolve("out-after-kill");
        SessionCluster.awaitStatus(asked, runWordCount(asked, out, "batch", 4), "FINISHED");
        assertThat(counts(out)).isEqualTo(expected);
    }

    private String runWordCount(NodeProcess node, Path out, String mode, int parallelism) throws Exception {
        String body =
                runBody(List.of("--input", TEXT.toString(), "--output", out.toString(), "--mode", mode), parallelism);
        return NodeProcess.field(node.post("/v1/jars/" + jarId + "/run", body), "jobid");
    }

    private static String runBody(List<String> args, int parallelism) {
        String quoted = String.join("\",\"", args);
        return "{\"entryClass\":\"" + WORD_COUNT + "\",\"parallelism\":" + parallelism + ",\"programArgsList\":[\""
                + quoted + "\"]}";
    }

    /** The last count of each word in the job's files. */
    private static Map<String, Long> counts(Path out) throws Exception {
        var counts = new TreeMap<String, Long>();
        for (Path file : files(out)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                counts.merge(fields[0], Long.parseLong(fields[1]), Math::max);
            }
        }
        return counts;
    }

    private static List<Path> files(Path directory) throws Exception {
        var files = new ArrayList<Path>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.sorted().forEach(files::add);
        }
        assertThat(files)
                .isNotEmpty()
                .noneMatch(file -> file.getFileName().toString().startsWith("."));
        return files;
    }

    /** The same by a loop. */
    private static Map<String, Long> plainCount() throws Exception {
        var counts = new TreeMap<String, Long>();
        for (String line : Files.readAllLines(TEXT)) {
            for (String word : Pattern.compile("[^A-Za-z]+").split(line)) {
                if (!word.isEmpty()) counts.merge(word.toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
            }
        }
        return counts;
    }
}
