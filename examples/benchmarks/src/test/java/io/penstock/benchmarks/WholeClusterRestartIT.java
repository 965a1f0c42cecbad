// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, all killed at once, and started again over their data directories. */
class WholeClusterRestartIT {
    private static final Path JOBS = SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar");

    @TempDir
    static Path directory;

    private SessionCluster cluster;
    private String jarId;
    private String finished;
    private String endless;
    private Path beats;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = SessionCluster.start(3, Files.createTempDirectory(directory, "cluster"));
        NodeProcess node = cluster.nodes.get(0);
        jarId = node.upload(JOBS);
        beats = cluster.directory.resolve("beats");
        finished = run(node, TrivialJob.class, "[]");
        SessionCluster.awaitStatus(node, finished, "FINISHED");
        endless = run(node, BeatJob.class, "[\"" + beats + "\",\"500\"]");
        SessionCluster.await("the job writes", () -> BeatJob.bytes(beats) > 0);
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @Test
    void afterKillingAllNodesTheHistoryIsThereTheJobRunsAgainAndSoDoNewOnes() throws Exception {
        long before = killAll();
        cluster.restart(List.of(0, 1, 2));
        assertEverythingIsThere(cluster.nodes.get(1), before);
    }

    @Test
    void aMajorityThatStartsAgainHasEverything() throws Exception {
        long before = killAll();
        cluster.restart(List.of(1, 2));
        assertEverythingIsThere(cluster.nodes.get(2), before);
    }

    private long killAll() throws Exception {
        for (NodeProcess node : cluster.nodes) node.kill();
        return BeatJob.bytes(beats);
    }

    private void assertEverythingIsThere(NodeProcess node, long before) throws Exception {
        SessionCluster.awaitStatus(node, endless, "RUNNING");
        SessionCluster.await("the job writes again", () -> BeatJob.bytes(beats) > before);
        SessionCluster.awaitStatus(node, finished, "FINISHED");
        assertThat(node.get("/v1/jobs/" + finished)).contains("trivial");
        assertThat(node.get("/v1/jars")).contains(jarId);
        node.patch("/v1/jobs/" + endless + "?mode=cancel");
        SessionCluster.awaitStatus(node, endless, "CANCELED");
        SessionCluster.awaitStatus(node, run(node, TrivialJob.class, "[]"), "FINISHED");
    }

    private String run(NodeProcess node, Class<?> program, String args) throws Exception {
        String body =
                "{\"entryClass\":\"" + program.getName() + "\",\"parallelism\":2,\"programArgsList\":" + args + "}";
        return NodeProcess.field(node.post("/v1/jars/" + jarId + "/run", body), "jobid");
    }
}
