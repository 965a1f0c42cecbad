// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three real processes: jobs run across them, and the cluster outlives any one of them. */
class SessionClusterIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private SessionCluster cluster;
    private String jarId;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = SessionCluster.start(3, Files.createTempDirectory(directory, "cluster"));
        jarId = cluster.nodes.get(0).upload(WordCounts.JAR);
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @Test
    void wordCountRunsAcrossThreeProcessesAsBatchAndAsStream() throws Exception {
        Map<String, Long> expected = WordCounts.byALoop();
        for (String mode : List.of("batch", "streaming")) {
            NodeProcess asked = cluster.nodes.get(mode.equals("batch") ? 1 : 2);
            Path out = cluster.directory.resolve("out-" + mode);
            String job = runWordCount(asked, out, mode, 6);
            SessionCluster.awaitStatus(asked, job, "FINISHED");
            assertThat(WordCounts.in(out)).isEqualTo(expected);
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
        Map<String, Long> expected = WordCounts.byALoop();
        NodeProcess victim = cluster.nodes.get(0);
        victim.kill();
        cluster.awaitWorkers(2);
        NodeProcess asked = cluster.nodes.get(1);
        Path out = cluster.directory.resolve("out-after-kill");
        SessionCluster.awaitStatus(asked, runWordCount(asked, out, "batch", 4), "FINISHED");
        assertThat(WordCounts.in(out)).isEqualTo(expected);
    }

    @Test
    void aJobThatNeedsMoreSlotsSaysSoAndRunsOnceAWorkerJoins() throws Exception {
        NodeProcess asked = cluster.nodes.get(0);
        cluster.nodes.get(2).close();
        cluster.awaitWorkers(2);
        Path out = cluster.directory.resolve("out-waiting");
        String job = runWordCount(asked, out, "streaming", 6);
        SessionCluster.await(
                "the status says what is missing",
                () -> asked.get("/v1/jobs/" + job).contains("needs 6 slots, 4 exist"));
        cluster.nodes.set(2, cluster.startNode(2));
        SessionCluster.awaitStatus(asked, job, "FINISHED");
        assertThat(WordCounts.in(out)).isEqualTo(WordCounts.byALoop());
    }

    @Test
    void eachExampleIsSubmittedByTheCommandOfItsReadme() throws Exception {
        Path flights = SessionCluster.jar("examples/data/flights.csv");
        Path counts = cluster.directory.resolve("counts");
        submit("WordCount", "--input", WordCounts.TEXT.toString(), "--output", counts.toString());
        assertThat(WordCounts.in(counts)).isEqualTo(WordCounts.byALoop());

        Path quiet = cluster.directory.resolve("quiet");
        submit("QuietAirports", "--input", flights.toString(), "--output", quiet.toString());
        Path delays = cluster.directory.resolve("delays");
        Path late = cluster.directory.resolve("late");
        submit("FlightDelays", "--input", flights.toString(), "--output", delays.toString(), "--late", late.toString());
        assertThat(quiet).isDirectoryContaining("regex:.*part.*");
        assertThat(delays).isDirectoryContaining("regex:.*part.*");
    }

    private void submit(String program, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                "submit",
                "--wait",
                "--server",
                cluster.nodes.get(1).address(),
                "--class",
                "io.penstock.examples." + program,
                WordCounts.JAR.toString()));
        line.addAll(List.of(arguments));
        try (Command submit = Command.start(cluster.directory, line.toArray(String[]::new))) {
            assertThat(submit.exitCode()).as(submit.output()).isZero();
            assertThat(submit.output()).contains("FINISHED");
        }
    }

    private String runWordCount(NodeProcess node, Path out, String mode, int parallelism) throws Exception {
        String body = runBody(
                List.of("--input", WordCounts.TEXT.toString(), "--output", out.toString(), "--mode", mode),
                parallelism);
        return NodeProcess.field(node.post("/v1/jars/" + jarId + "/run", body), "jobid");
    }

    private static String runBody(List<String> args, int parallelism) {
        String quoted = String.join("\",\"", args);
        return "{\"entryClass\":\"" + WordCounts.PROGRAM + "\",\"parallelism\":" + parallelism
                + ",\"programArgsList\":[\"" + quoted + "\"]}";
    }
}
