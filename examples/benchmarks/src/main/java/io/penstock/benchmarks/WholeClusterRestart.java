// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * R3: {@code WholeClusterRestart jar nodes runs command...}: nodes run an endless job, all are killed with signal 9 and
 * started again; from the start of the first until the job writes results.
 */
public final class WholeClusterRestart {
    private static final long GIVE_UP_MS = 60_000;
    private static final String BEATS_PER_S = "1000";

    private WholeClusterRestart() {}

    /** Prints one JSON line per run. */
    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        int size = Integer.parseInt(args[1]);
        int runs = Integer.parseInt(args[2]);
        List<String> command = List.of(args).subList(3, args.length);
        Path data = Files.createTempDirectory("penstock-r3");
        Path beats = data.resolve("beats");
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < size; i++) ports.add(Ports.free());
        List<NodeProcess> nodes = start(command, ports, data);
        try {
            awaitAnswer(nodes.get(0));
            submit(nodes.get(0), nodes.get(0).upload(jar), beats, size);
            awaitBeats(beats, 0);
            for (int run = 0; run < runs; run++) {
                for (NodeProcess node : nodes) node.kill();
                long before = BeatJob.bytes(beats);
                long startNs = System.nanoTime();
                nodes = start(command, ports, data);
                awaitBeats(beats, before);
                print(size, run, (System.nanoTime() - startNs) / 1e6);
            }
        } finally {
            for (NodeProcess node : nodes) node.close();
        }
    }

    private static List<NodeProcess> start(List<String> command, List<Integer> ports, Path data) throws Exception {
        String coordinators = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            List<String> options = List.of(
                    "-Dcluster.port=" + ports.get(i), "-Dcluster.coordinators=" + coordinators, "-Dslot.count=1");
            nodes.add(NodeProcess.start(command, Ports.free(), data.resolve("node-" + i), options));
        }
        return nodes;
    }

    private static void submit(NodeProcess node, String jarId, Path beats, int parallelism) throws Exception {
        String body = "{\"entryClass\":\"" + BeatJob.class.getName() + "\",\"parallelism\":" + parallelism
                + ",\"programArgsList\":[\"" + beats + "\",\"" + BEATS_PER_S + "\"]}";
        node.post("/v1/jars/" + jarId + "/run", body);
    }

    private static void awaitAnswer(NodeProcess node) throws Exception {
        long deadlineNs = System.nanoTime() + GIVE_UP_MS * 1_000_000;
        while (System.nanoTime() < deadlineNs) {
            try {
                if (!NodeProcess.field(node.get("/v1/overview"), "slots-available")
                        .isEmpty()) return;
            } catch (IllegalStateException notReady) {
                // Asked again below: the cluster is still electing.
            }
            Thread.sleep(5);
        }
        throw new IllegalStateException("the cluster did not start");
    }

    private static void awaitBeats(Path beats, long above) throws Exception {
        long deadlineNs = System.nanoTime() + GIVE_UP_MS * 1_000_000;
        while (BeatJob.bytes(beats) <= above) {
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("the job gives no results");
            Thread.sleep(2);
        }
    }

    private static void print(int size, int run, double ms) {
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"r3\",\"java\":\"%s\",\"nodes\":%d,\"run\":%d,\"results_ms\":%.0f}%n",
                Runtime.version(),
                size,
                run,
                ms);
    }
}
