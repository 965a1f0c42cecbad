// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * C2: {@code Submission jar samples submissions warmups command...}: sequential submissions of the trivial job over
 * HTTP until FINISHED, jar already uploaded, the end waited for by the status's {@code ?wait=}. With {@code samples}
 * above 0 it looks that often at what the node holds on to: heap after a collection, metaspace, class loaders, threads,
 * files.
 */
public final class Submission {
    private static final String TERMINAL_FAILED = "FAILED";

    private static final int WAIT_MS = 10_000;

    private Submission() {}

    /** Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        int samples = Integer.parseInt(args[1]);
        int submissions = Integer.parseInt(args[2]);
        int warmups = Integer.parseInt(args[3]);
        List<String> command = List.of(args).subList(4, args.length);
        Path data = Files.createTempDirectory("penstock-c2");
        try (var node = NodeProcess.startAlone(command, data, List.of())) {
            while (NodeProcess.field(overview(node), "slots-available").isEmpty()) Thread.sleep(5);
            String jarId = node.upload(jar);
            for (int i = 0; i < warmups; i++) submit(node, jarId);
            double[] ms = new double[submissions];
            var held = new ArrayList<String>();
            int step = samples == 0 ? Integer.MAX_VALUE : Math.max(1, submissions / samples);
            for (int i = 0; i < submissions; i++) {
                ms[i] = submit(node, jarId);
                if ((i + 1) % step == 0) {
                    held.add(LiveMemory.of(node).json(i + 1));
                    System.err.println(held.get(held.size() - 1));
                }
            }
            report(ms, held);
        }
    }

    private static void report(double[] ms, List<String> held) {
        int tenth = Math.max(1, ms.length / 10);
        double first = median(Arrays.copyOf(ms, tenth));
        double last = median(Arrays.copyOfRange(ms, ms.length - tenth, ms.length));
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"c2\",\"java\":\"%s\",\"submissions\":%d,\"median_ms\":%.1f,\"p99_ms\":%.1f,\"first_tenth_ms\":%.1f,\"last_tenth_ms\":%.1f,\"held\":[%s]}%n",
                Runtime.version(),
                ms.length,
                sorted[ms.length / 2],
                sorted[Math.min(ms.length - 1, (int) Math.ceil(ms.length * 0.99) - 1)],
                first,
                last,
                String.join(",", held));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static String overview(NodeProcess node) throws InterruptedException {
        try {
            return node.get("/v1/overview");
        } catch (IllegalStateException notReady) {
            return "";
        }
    }

    private static double submit(NodeProcess node, String jarId) throws Exception {
        long startNs = System.nanoTime();
        String answer = node.post(
                "/v1/jars/" + jarId + "/run",
                "{\"entryClass\":\"" + TrivialJob.class.getName() + "\",\"parallelism\":1}");
        String job = NodeProcess.field(answer, "jobid");
        while (true) {
            String status = NodeProcess.field(node.get("/v1/jobs/" + job + "/status?wait=" + WAIT_MS), "status");
            if (status.equals("FINISHED")) return (System.nanoTime() - startNs) / 1e6;
            if (status.equals(TERMINAL_FAILED)) throw new IllegalStateException(node.get("/v1/jobs/" + job));
        }
    }
}
