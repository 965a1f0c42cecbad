// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three machines, and the cable of the one that leads is pulled. Plays the supervisor too: a node that ends itself with
 * the exit code for it is started again. Run by {@code -Pnetns} as root; fails where namespaces do not work.
 */
class SplitBrainNetnsIT {
    private static final int SIZE = 3;
    private static final int WEB = 8081;
    private static final int REJOIN = 75;
    private static final long ORPHAN_MS = 3_000;
    private static final Path JOBS = SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar");

    @TempDir
    static Path directory;

    private NetworkNamespaces network;
    private final List<Process> nodes = new ArrayList<>();
    private Path work;

    @BeforeEach
    void start() throws Exception {
        network = NetworkNamespaces.create(SIZE);
        work = Files.createTempDirectory(directory, "split");
        for (int i = 0; i < SIZE; i++) nodes.add(startNode(i));
        for (int i = 0; i < SIZE; i++) awaitField(i, "/v1/overview", "taskmanagers", "3");
    }

    @AfterEach
    void stop() throws Exception {
        for (Process node : nodes) node.destroyForcibly().waitFor();
        network.close();
    }

    @Test
    void theMinorityStopsDecidingFirstThenItsTasksAndTheClusterIsWholeAgainByItself() throws Exception {
        String jar = network.upload(0, WEB, JOBS);
        Path beats = work.resolve("beats");
        String job = NodeProcess.field(
                network.post(
                        0,
                        WEB,
                        "/v1/jars/" + jar + "/run",
                        "{\"entryClass\":\"" + BeatJob.class.getName() + "\",\"parallelism\":3,\"programArgsList\":[\""
                                + beats + "\",\"500\"]}"),
                "jobid");
        for (Process node : nodes) SessionCluster.await("each node writes", () -> BeatJob.bytes(beats, node.pid()) > 0);
        int cut = leader();
        int other = (cut + 1) % SIZE;
        long cutPid = nodes.get(cut).pid();

        network.pull(cut);
        long cutNs = System.nanoTime();
        awaitNewLeader(other, cut);
        assertThat(lastSaid(cut, "this node leads no longer"))
                .isBefore(lastSaid(leaderByLog(cut), "this node leads the cluster"));

        awaitField(other, "/v1/jobs/" + job, "state", "RUNNING");
        SessionCluster.await("the cut-off tasks are stopped", () -> {
            long before = BeatJob.bytes(beats, cutPid);
            Thread.sleep(300);
            return BeatJob.bytes(beats, cutPid) == before && System.nanoTime() - cutNs > ORPHAN_MS * 1_000_000;
        });
        long stopped = BeatJob.bytes(beats, cutPid);
        long majority = BeatJob.bytes(beats) - stopped;
        SessionCluster.await("the majority's tasks write", () -> BeatJob.bytes(beats) - stopped > majority);
        assertThat(network.get(cut, WEB, "/v1/overview")).doesNotContain("taskmanagers");
        assertThat(BeatJob.bytes(beats, cutPid))
                .as("nothing more from the cut-off tasks")
                .isEqualTo(stopped);

        network.plug(cut);
        assertThat(nodes.get(cut).waitFor(60, TimeUnit.SECONDS))
                .as("the losing side ends itself")
                .isTrue();
        assertThat(nodes.get(cut).exitValue()).isEqualTo(REJOIN);
        nodes.set(cut, startNode(cut));
        for (int i = 0; i < SIZE; i++) {
            awaitField(i, "/v1/overview", "taskmanagers", "3");
            awaitField(i, "/v1/jobs/" + job, "state", "RUNNING");
        }
        assertThat(nodes.get(other).isAlive()).isTrue();
    }

    private Process startNode(int i) throws IOException {
        String coordinators = IntStream.range(0, SIZE)
                .mapToObj(n -> network.address(n) + ":5701")
                .collect(Collectors.joining(","));
        var command = new ArrayList<>(network.on(i));
        command.addAll(List.of(
                SessionCluster.java(),
                "-jar",
                SessionCluster.jar("runtime-verticles/target/penstock.jar").toString(),
                "node",
                "-Dnode.name=n" + i,
                "-Dnode.dataDir=" + work.resolve("node-" + i),
                "-Dcluster.host=" + network.address(i),
                "-Dcluster.coordinators=" + coordinators,
                "-Dexchange.host=" + network.address(i),
                "-Dweb.port=" + WEB,
                "-Dslot.count=2",
                "-Djob.orphanTimeoutMs=" + ORPHAN_MS));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(i).toFile()))
                .start();
    }

    private Path log(int i) {
        return work.resolve("node-" + i + ".log");
    }

    private void awaitField(int i, String path, String field, String value) throws Exception {
        SessionCluster.await(
                "node " + i + " says " + field + " " + value,
                () -> NodeProcess.field(network.get(i, WEB, path), field).equals(value));
    }

    private int leader() throws Exception {
        String leader = NodeProcess.field(network.get(0, WEB, "/v1/overview"), "leader");
        for (int i = 0; i < SIZE; i++) {
            if (leader.equals(NodeProcess.field(network.get(i, WEB, "/v1/config"), "node"))) return i;
        }
        throw new AssertionError("nobody is " + leader);
    }

    private void awaitNewLeader(int asked, int old) throws Exception {
        String former = NodeProcess.field(network.get(old, WEB, "/v1/config"), "node");
        SessionCluster.await("the majority has a leader", () -> {
            String leader = NodeProcess.field(network.get(asked, WEB, "/v1/overview"), "leader");
            return !leader.isEmpty() && !leader.equals(former);
        });
    }

    /** Who of the majority said last that it leads. */
    private int leaderByLog(int cut) throws IOException {
        int found = -1;
        for (int i = 0; i < SIZE; i++) {
            if (i == cut || said(i, "this node leads the cluster").isEmpty()) continue;
            if (found < 0
                    || lastSaid(i, "this node leads the cluster")
                            .isAfter(lastSaid(found, "this node leads the cluster"))) found = i;
        }
        assertThat(found).isNotNegative();
        return found;
    }

    private Instant lastSaid(int i, String what) throws IOException {
        List<String> lines = said(i, what);
        assertThat(lines).as("node " + i + " said: " + what).isNotEmpty();
        String line = lines.get(lines.size() - 1);
        return Instant.parse(line.substring(0, line.indexOf(' ')));
    }

    private List<String> said(int i, String what) throws IOException {
        return Files.readAllLines(log(i)).stream()
                .filter(line -> line.contains(what))
                .toList();
    }
}
