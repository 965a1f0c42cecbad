// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code RescaleSilence jobs.jar times command...}: under W3 at 100,000 events/s with a checkpoint each second, the job
 * goes from parallelism 2 to 4 and back, over and over: for how long no sink emits anything, and how long it takes from
 * the moment that tasks are told to stop until all run again. Two workers of two slots; everything else is default.
 */
public final class RescaleSilence {
    private static final int FEW = 2;
    private static final int MANY = 4;
    private static final int WORKERS = 2;
    private static final long PER_SECOND = 100_000;
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final long POLL_MS = 2;
    /** Long enough for results to flow evenly, and for a checkpoint in turn. */
    private static final long PAUSE_MS = 2_000;

    private static final Pattern VERTEX = Pattern.compile("\"([0-9a-f]{32})\"\\s*:\\s*\\{");

    private final List<String> command;
    private final Path data;
    private final int clusterPort = Ports.free();
    private final List<NodeProcess> nodes = new ArrayList<>();

    /** How long no result came; from the stop until all tasks ran; from the request until it was granted; ms. */
    private record Times(double silence, double downtime, double granted) {}

    private RescaleSilence(List<String> command) throws Exception {
        this.command = command;
        this.data = Files.createTempDirectory("penstock-rescale");
        nodes.add(start("coordinator", Ports.free(), clusterPort));
        for (int i = 0; i < WORKERS; i++) nodes.add(start("worker", 0, 0));
        await("workers", () -> field("/v1/overview", "taskmanagers").equals(Integer.toString(WORKERS)));
    }

    private NodeProcess start(String role, int webPort, int port) throws IOException {
        String name = role + "-" + nodes.size();
        return NodeProcess.start(
                command,
                webPort,
                data.resolve(name),
                List.of(
                        "-Dnode.roles=" + role,
                        "-Dnode.name=" + name,
                        "-Dcluster.port=" + port,
                        "-Dcluster.coordinators=127.0.0.1:" + clusterPort,
                        "-Dslot.count=2"));
    }

    private String field(String path, String name) {
        try {
            return NodeProcess.field(nodes.get(0).get(path), name);
        } catch (IllegalStateException notNow) {
            return "";
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("not within a minute: " + what);
            Thread.sleep(POLL_MS);
        }
    }

    private String submit(Path jobs, int beaconPort) throws IOException {
        NodeProcess node = nodes.get(0);
        String body = "{\"entryClass\":\"" + RecoveryJob.class.getName() + "\",\"parallelism\":" + FEW
                + ",\"options\":{\"checkpoint.intervalMs\":\"1000\"},\"programArgsList\":[\"9000000000000\",\""
                + PER_SECOND + "\",\"-\",\"" + beaconPort + "\"]}";
        return NodeProcess.field(node.post("/v1/jars/" + node.upload(jobs) + "/run", body), "jobid");
    }

    private Times rescale(String job, int parallelism, Beacon.Listener beacon) throws Exception {
        NodeProcess node = nodes.get(0);
        String path = "/v1/jobs/" + job;
        var wanted = new ArrayList<String>();
        Matcher vertex = VERTEX.matcher(node.get(path + "/resource-requirements"));
        while (vertex.find()) {
            wanted.add("\"" + vertex.group(1) + "\":{\"parallelism\":{\"lowerBound\":" + parallelism
                    + ",\"upperBound\":" + parallelism + "}}");
        }
        beacon.longestSilenceNs();
        long askedNs = System.nanoTime();
        node.put(path + "/resource-requirements", "{" + String.join(",", wanted) + "}");
        double granted = (System.nanoTime() - askedNs) / 1e6;
        await(
                "all tasks run",
                () -> field(path + "/rescales/overview", "inProgress").equals("0"));
        Thread.sleep(PAUSE_MS);
        double silence = beacon.longestSilenceNs() / 1e6;
        String latest = node.get(path + "/rescales/history");
        if (!NodeProcess.field(latest, "terminalState").equals("COMPLETED")) throw new IllegalStateException(latest);
        return new Times(silence, Double.parseDouble(NodeProcess.field(latest, "downtimeInMillis")), granted);
    }

    /** Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        int times = Integer.parseInt(args[1]);
        var bench = new RescaleSilence(List.of(args).subList(2, args.length));
        try (var beacon = new Beacon.Listener()) {
            String job = bench.submit(Path.of(args[0]), beacon.port());
            await("first results", () -> beacon.attempts().size() == FEW);
            Thread.sleep(PAUSE_MS);
            var all = new ArrayList<Times>();
            for (int i = 0; i < times; i++) {
                all.add(bench.rescale(job, i % 2 == 0 ? MANY : FEW, beacon));
                System.err.println("rescale " + i + ": " + all.get(i));
            }
            print(all);
        } finally {
            for (NodeProcess node : bench.nodes) node.close();
        }
    }

    private static void print(List<Times> times) {
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"rescale\",\"java\":\"%s\",\"rescales\":%d,\"silence_p50_ms\":%.0f,"
                        + "\"silence_worst_ms\":%.0f,\"downtime_p50_ms\":%.0f,\"downtime_worst_ms\":%.0f,"
                        + "\"granted_p50_ms\":%.0f}%n",
                Runtime.version(),
                times.size(),
                Median.of(sorted(times, Times::silence)),
                sorted(times, Times::silence)[times.size() - 1],
                Median.of(sorted(times, Times::downtime)),
                sorted(times, Times::downtime)[times.size() - 1],
                Median.of(sorted(times, Times::granted)));
    }

    private static double[] sorted(List<Times> times, ToDoubleFunction<Times> part) {
        return times.stream().mapToDouble(part).sorted().toArray();
    }
}
