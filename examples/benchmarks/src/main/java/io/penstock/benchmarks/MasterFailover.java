// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * R2: {@code MasterFailover jobs.jar kills command...}: under W3 at 100,000 events/s with a checkpoint each second, the
 * coordinator that hosts the JobMaster is killed and started again, over and over: what the tasks and their results
 * notice, and when the job's next checkpoint begins and completes. Three coordinators, two workers, one job for all.
 */
public final class MasterFailover {
    private static final int PARALLELISM = 4;
    private static final int COORDINATORS = 3;
    private static final int WORKERS = 2;
    private static final long PER_SECOND = 100_000;
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final long POLL_MS = 5;

    private final List<String> command;
    private final Path data;
    private final List<Integer> clusterPorts = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Random random = new Random(1);

    /** From the kill until the next checkpoint began and completed, and the longest silence of a sink meanwhile; ms. */
    private record Times(double triggered, double completed, double gap) {}

    private MasterFailover(List<String> command) throws Exception {
        this.command = command;
        this.data = Files.createTempDirectory("penstock-r2");
        for (int i = 0; i < COORDINATORS; i++) clusterPorts.add(Ports.free());
        for (int i = 0; i < COORDINATORS + WORKERS; i++) nodes.add(start(i));
    }

    private NodeProcess start(int i) throws IOException {
        boolean coordinator = i < COORDINATORS;
        String coordinators =
                clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        List<String> options = List.of(
                "-Dnode.name=n" + i,
                "-Dnode.roles=" + (coordinator ? "coordinator" : "worker"),
                "-Dcluster.port=" + (coordinator ? clusterPorts.get(i) : 0),
                "-Dcluster.coordinators=" + coordinators,
                "-Dslot.count=2");
        return NodeProcess.start(command, coordinator ? Ports.free() : 0, data.resolve("node-" + i), options);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("not within a minute: " + what);
            Thread.sleep(POLL_MS);
        }
    }

    private static String ask(NodeProcess node, String path) {
        try {
            return node.get(path);
        } catch (IllegalStateException notNow) {
            return "";
        }
    }

    private void awaitReady() throws Exception {
        for (NodeProcess node : nodes.subList(0, COORDINATORS)) {
            await("a coordinator is ready", () -> !ask(node, "/health/ready").isEmpty());
            await(
                    "workers",
                    () -> NodeProcess.field(ask(node, "/v1/overview"), "taskmanagers")
                            .equals(Integer.toString(WORKERS)));
        }
    }

    private String submit(Path jobs, int beaconPort) throws IOException {
        NodeProcess node = nodes.get(0);
        String body = "{\"entryClass\":\"" + RecoveryJob.class.getName() + "\",\"parallelism\":" + PARALLELISM
                + ",\"options\":{\"checkpoint.intervalMs\":\"1000\"},\"programArgsList\":[\"9000000000000\",\""
                + PER_SECOND + "\",\"-\",\"" + beaconPort + "\"]}";
        return NodeProcess.field(node.post("/v1/jars/" + node.upload(jobs) + "/run", body), "jobid");
    }

    /** The coordinator whose log tells last that it runs the job. */
    private int masterOf(String job) throws IOException {
        int master = -1;
        String latest = "";
        for (int i = 0; i < COORDINATORS; i++) {
            for (String line : nodes.get(i).log()) {
                if (!line.contains("JOB_MASTER " + job + ": CREATED -> RUNNING") || line.compareTo(latest) <= 0)
                    continue;
                latest = line;
                master = i;
            }
        }
        if (master < 0) throw new IllegalStateException("no coordinator runs " + job);
        return master;
    }

    private Times killOne(String job, Beacon.Listener beacon, Map<Integer, Integer> attempts) throws Exception {
        awaitCheckpoint(nodes.get(0), job, System.currentTimeMillis());
        Thread.sleep(random.nextInt(1_000)); // the kill comes anywhere between two checkpoints
        int victim = masterOf(job);
        NodeProcess survivor = nodes.get((victim + 1) % COORDINATORS);
        beacon.longestGapNs();
        long killedMs = System.currentTimeMillis();
        nodes.get(victim).kill();
        String checkpoints = awaitCheckpoint(survivor, job, killedMs);
        double gap = beacon.longestGapNs() / 1e6;
        if (!beacon.attempts().equals(attempts)) throw new IllegalStateException("tasks restarted");
        String report = survivor.get("/v1/jobs/" + job);
        if (!NodeProcess.field(report, "restarts").equals("0")) throw new IllegalStateException(report);
        nodes.set(victim, start(victim));
        awaitReady();
        return new Times(
                Double.parseDouble(NodeProcess.field(checkpoints, "trigger_timestamp")) - killedMs,
                Double.parseDouble(NodeProcess.field(checkpoints, "latest_ack_timestamp")) - killedMs,
                gap);
    }

    /** The report on the first look at which a checkpoint that began after that is complete. */
    private static String awaitCheckpoint(NodeProcess node, String job, long afterMs) throws Exception {
        var found = new ArrayList<String>();
        await("a checkpoint", () -> {
            String report = ask(node, "/v1/jobs/" + job + "/checkpoints");
            String triggered = NodeProcess.field(report, "trigger_timestamp");
            String completed = NodeProcess.field(report, "latest_ack_timestamp");
            if (triggered.isEmpty() || completed.isEmpty() || completed.equals("-1")) return false;
            if (Long.parseLong(triggered) <= afterMs) return false;
            found.add(report);
            return true;
        });
        return found.get(0);
    }

    /** Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        int kills = Integer.parseInt(args[1]);
        var failover = new MasterFailover(List.of(args).subList(2, args.length));
        try (var beacon = new Beacon.Listener()) {
            failover.awaitReady();
            String job = failover.submit(Path.of(args[0]), beacon.port());
            await("first results", () -> beacon.attempts().size() == PARALLELISM);
            Map<Integer, Integer> attempts = beacon.attempts();
            var times = new ArrayList<Times>();
            for (int kill = 0; kill < kills; kill++) {
                times.add(failover.killOne(job, beacon, attempts));
                System.err.println("R2 kill " + kill + ": " + times.get(kill));
            }
            print(times);
        } finally {
            for (NodeProcess node : failover.nodes) node.close();
        }
    }

    private static void print(List<Times> times) {
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"r2\",\"java\":\"%s\",\"kills\":%d,\"tasks_restarted\":0,\"gap_p50_ms\":%.0f,"
                        + "\"gap_worst_ms\":%.0f,\"checkpoint_begins_p50_ms\":%.0f,"
                        + "\"checkpoint_complete_p50_ms\":%.0f,\"checkpoint_complete_worst_ms\":%.0f}%n",
                Runtime.version(),
                times.size(),
                Median.of(all(times, Times::gap)),
                worst(times, Times::gap),
                Median.of(all(times, Times::triggered)),
                Median.of(all(times, Times::completed)),
                worst(times, Times::completed));
    }

    private static double[] all(List<Times> times, ToDoubleFunction<Times> part) {
        return times.stream().mapToDouble(part).toArray();
    }

    private static double worst(List<Times> times, ToDoubleFunction<Times> part) {
        return times.stream().mapToDouble(part).max().orElse(Double.NaN);
    }
}
