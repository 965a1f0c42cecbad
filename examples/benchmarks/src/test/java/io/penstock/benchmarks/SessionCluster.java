// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Real nodes on loopback, each {@code java -jar penstock.jar node}; gives process tests their vocabulary. */
final class SessionCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MS = 20;
    private static final int SLOTS = 2;

    final List<NodeProcess> nodes = new ArrayList<>();
    final Path directory;
    private final List<Integer> clusterPorts = new ArrayList<>();

    /** Nodes from this index on are workers only, and those before are coordinators only; 0 if all are both. */
    private final int workersFrom;

    private final int slots;

    private SessionCluster(Path directory, int workersFrom, int slots) {
        this.directory = directory;
        this.workersFrom = workersFrom;
        this.slots = slots;
    }

    /** Combined nodes, all of them coordinators. */
    static SessionCluster start(int size, Path directory) throws Exception {
        return start(new SessionCluster(directory, 0, SLOTS), size, size, size);
    }

    /** Coordinators, and behind them in the list workers. */
    static SessionCluster start(int coordinators, int workers, Path directory) throws Exception {
        return start(coordinators, workers, SLOTS, directory);
    }

    /** The same with that many slots on each worker. */
    static SessionCluster start(int coordinators, int workers, int slots, Path directory) throws Exception {
        SessionCluster cluster = new SessionCluster(directory, coordinators, slots);
        return start(cluster, coordinators, coordinators + workers, workers);
    }

    private static SessionCluster start(SessionCluster cluster, int coordinators, int size, int workers)
            throws Exception {
        for (int i = 0; i < coordinators; i++) cluster.clusterPorts.add(Ports.free());
        boolean started = false;
        try {
            for (int i = 0; i < size; i++) cluster.nodes.add(cluster.startNode(i));
            cluster.awaitWorkers(workers);
            started = true;
            return cluster;
        } finally {
            if (!started) cluster.close();
        }
    }

    /** Starts (again) the i-th node with its old data. */
    NodeProcess startNode(int i) throws IOException {
        String coordinators =
                clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return NodeProcess.start(
                List.of(
                        java(),
                        "-jar",
                        jar("runtime-verticles/target/penstock.jar").toString(),
                        "node"),
                Ports.free(),
                directory.resolve("node-" + i),
                List.of(
                        "-Dnode.name=n" + i,
                        "-Dnode.roles=" + roles(i),
                        "-Dcluster.port=" + (isWorkerOnly(i) ? 0 : clusterPorts.get(i)),
                        "-Dcluster.coordinators=" + coordinators,
                        "-Dslot.count=" + slots));
    }

    private boolean isWorkerOnly(int i) {
        return workersFrom > 0 && i >= workersFrom;
    }

    private String roles(int i) {
        if (workersFrom == 0) return "coordinator,worker";
        return isWorkerOnly(i) ? "worker" : "coordinator";
    }

    /** Waits until a coordinator serves and every record has its backups: the next node may be stopped. */
    void awaitReady(int i) throws Exception {
        NodeProcess node = nodes.get(i);
        await("node " + i + " is ready", () -> {
            try {
                return !node.get("/health/ready").isEmpty();
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
    }

    /** Starts dead nodes again over their data and waits until those see each other. */
    void restart(List<Integer> indexes) throws Exception {
        for (int i : indexes) nodes.set(i, startNode(i));
        awaitWorkers(indexes.size());
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A file of the project, from this module's directory. */
    static Path jar(String path) {
        Path jar = Path.of("../..").toAbsolutePath().normalize().resolve(path);
        if (!Files.exists(jar))
            throw new IllegalStateException(jar + " is not there: build the project first (mvn package)");
        return jar;
    }

    void awaitWorkers(int count) throws Exception {
        for (int i = 0; i < nodes.size(); i++) {
            NodeProcess node = nodes.get(i);
            if (!node.alive() || isWorkerOnly(i)) continue;
            await(
                    "node sees " + count + " workers",
                    () -> field(node, "/v1/overview", "taskmanagers").equals(Integer.toString(count)));
        }
    }

    /** Waits until the job has that status; fails at once when it ended otherwise. */
    static void awaitStatus(NodeProcess node, String job, String status) throws Exception {
        await("job " + job + " is " + status, () -> {
            String now = field(node, "/v1/jobs/" + job + "/status", "status");
            boolean ended = List.of("FINISHED", "FAILED", "CANCELED").contains(now);
            if (ended && !now.equals(status))
                throw new AssertionError("job is " + now + ": " + node.get("/v1/jobs/" + job + "/exceptions"));
            return now.equals(status);
        });
    }

    /** The field, or empty while the node can't answer. */
    static String field(NodeProcess node, String path, String name) throws Exception {
        try {
            return NodeProcess.field(node.get(path), name);
        } catch (IllegalStateException notNow) {
            return "";
        }
    }

    /** Another process can only be asked, so this asks until it agrees; gives up after a minute. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNs)
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            Thread.sleep(POLL_MS);
        }
    }

    @Override
    public void close() throws Exception {
        for (NodeProcess node : nodes) node.close();
    }
}
