// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each node of a cluster is stopped in order and started again, one after the other, while a job runs and a client asks
 * and submits at the nodes that are up.
 */
class RollingRestartIT {
    private static final Path JOBS = SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar");
    private static final int COORDINATORS = 3;
    private static final int WORKERS = 2;

    @TempDir
    static Path directory;

    private SessionCluster cluster;
    private String jarId;
    private String job;
    private Path beats;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = SessionCluster.start(COORDINATORS, WORKERS, Files.createTempDirectory(directory, "cluster"));
        NodeProcess node = cluster.nodes.get(0);
        jarId = node.upload(JOBS);
        beats = cluster.directory.resolve("beats");
        job = NodeProcess.field(
                node.post("/v1/jars/" + jarId + "/run", body(BeatJob.class, beats.toString())), "jobid");
        SessionCluster.awaitStatus(node, job, "RUNNING");
        SessionCluster.await("the job writes", () -> BeatJob.bytes(beats) > 0);
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @Test
    void noRequestFailsAndNoTaskRestartsWhileTheCoordinatorsAreRestartedOneByOne() throws Exception {
        try (var client = new BusyClient()) {
            for (int i = 0; i < COORDINATORS; i++) {
                client.avoid(i);
                cluster.nodes.get(i).close();
                cluster.nodes.set(i, cluster.startNode(i));
                cluster.awaitReady(i);
            }
            client.avoid(-1);
            client.rounds(20);
            assertThat(client.failures).isEmpty();
        }
        String report = cluster.nodes.get(0).get("/v1/jobs/" + job);
        assertThat(NodeProcess.field(report, "state")).isEqualTo("RUNNING");
        assertThat(NodeProcess.field(report, "restarts")).as(report).isEqualTo("0");
    }

    @Test
    void tasksMoveOffTheWorkerThatStopsAndNoRequestFails() throws Exception {
        try (var client = new BusyClient()) {
            int leaving = COORDINATORS;
            cluster.nodes.get(leaving).close();
            long before = BeatJob.bytes(beats);
            SessionCluster.await("the job writes again", () -> BeatJob.bytes(beats) > before);
            SessionCluster.awaitStatus(cluster.nodes.get(0), job, "RUNNING");
            client.rounds(20);
            assertThat(client.failures).isEmpty();
        }
    }

    private static String body(Class<?> program, String directory) {
        return "{\"entryClass\":\"" + program.getName() + "\",\"parallelism\":2,\"programArgsList\":[\"" + directory
                + "\",\"500\"]}";
    }

    /** Polls the running job and submits small ones, at one coordinator after the other; remembers what went wrong. */
    private final class BusyClient implements AutoCloseable {
        final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger rounds = new AtomicInteger();
        private final Thread thread = new Thread(this::run, "busy-client");
        private volatile int avoided = -1;
        private volatile boolean stopped;

        BusyClient() {
            thread.start();
        }

        /** Asks others than that one from the next request on, as a load balancer does before a node is stopped. */
        void avoid(int coordinator) throws Exception {
            avoided = coordinator;
            rounds(2);
        }

        /** Waits for so many more rounds. */
        void rounds(int count) throws Exception {
            int until = rounds.get() + count;
            SessionCluster.await("the client goes on", () -> rounds.get() >= until);
        }

        private void run() {
            for (int i = 0; !stopped; i++) {
                int asked = i % COORDINATORS;
                if (asked == avoided) continue;
                try {
                    NodeProcess node = cluster.nodes.get(asked);
                    String state = NodeProcess.field(node.get("/v1/jobs/" + job), "state");
                    if (state.isEmpty()) failures.add("no answer from " + asked);
                    node.post("/v1/jars/" + jarId + "/run", body(TrivialJob.class, ""));
                } catch (Exception e) {
                    failures.add(asked + ": " + e);
                }
                rounds.incrementAndGet();
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }
}
