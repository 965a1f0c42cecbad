// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * C3: {@code Scheduling jar parallelism runs command...}: source, all-to-all, sink at a parallelism; POST until all
 * subtasks RUN; then memory, threads and the CPU used while idle for 10 s.
 */
public final class Scheduling {
    private static final long IDLE_MS = 10_000;
    private static final long POLL_MS = 10;

    private Scheduling() {}

    /** Prints one JSON line per run. */
    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        int parallelism = Integer.parseInt(args[1]);
        int runs = Integer.parseInt(args[2]);
        List<String> command = List.of(args).subList(3, args.length);
        Path data = Files.createTempDirectory("penstock-c3");
        try (var node = NodeProcess.startAlone(command, data, List.of("-Dslot.count=" + parallelism))) {
            while (NodeProcess.field(overview(node), "slots-available").isEmpty()) Thread.sleep(POLL_MS);
            String jarId = node.upload(jar);
            for (int run = 0; run < runs; run++) measure(node, jarId, parallelism, run);
        }
    }

    private static void measure(NodeProcess node, String jarId, int parallelism, int run) throws Exception {
        long threadsBefore = node.threads();
        long startNs = System.nanoTime();
        String body =
                "{\"entryClass\":\"" + IdleAllToAllJob.class.getName() + "\",\"parallelism\":" + parallelism + "}";
        String job = NodeProcess.field(node.post("/v1/jars/" + jarId + "/run", body), "jobid");
        while (!allRunning(node.get("/v1/jobs/overview"), job, 2 * parallelism)) Thread.sleep(POLL_MS);
        double runningMs = (System.nanoTime() - startNs) / 1e6;
        Thread.sleep(1_000);
        long cpuMs = node.cpuMs();
        Thread.sleep(IDLE_MS);
        double idlePercent = (node.cpuMs() - cpuMs) * 100.0 / IDLE_MS;
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"c3\",\"java\":\"%s\",\"parallelism\":%d,\"run\":%d,\"running_ms\":%.0f,\"resident_MB\":%.0f,\"threads\":%d,\"threads_before\":%d,\"idle_cpu_percent\":%.1f}%n",
                Runtime.version(),
                parallelism,
                run,
                runningMs,
                node.residentMb(),
                node.threads(),
                threadsBefore,
                idlePercent);
        node.patch("/v1/jobs/" + job + "?mode=cancel");
        while (!NodeProcess.field(node.get("/v1/jobs/" + job + "/status"), "status")
                .equals("CANCELED")) Thread.sleep(20);
    }

    private static boolean allRunning(String overview, String job, int tasks) {
        int at = overview.indexOf(job);
        return at >= 0 && NodeProcess.field(overview.substring(at), "running").equals(Integer.toString(tasks));
    }

    private static String overview(NodeProcess node) throws InterruptedException {
        try {
            return node.get("/v1/overview");
        } catch (IllegalStateException notReady) {
            return "";
        }
    }
}
