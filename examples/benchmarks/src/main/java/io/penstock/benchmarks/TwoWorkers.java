// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * W5: {@code TwoWorkers fat.jar benchmarks.jar n runs generic|builtin}: W3 on two worker processes of one slot and one
 * thread each, so that half of the records cross a socket. One unmeasured run first; measured from the submission over
 * HTTP until the job is FINISHED. Prints one JSON line.
 */
public final class TwoWorkers {
    private static final long POLL_MS = 2;
    private static final long PATIENCE_NS = 120_000_000_000L;

    private TwoWorkers() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path jobs = Path.of(args[1]);
        long n = Long.parseLong(args[2]);
        int runs = Integer.parseInt(args[3]);
        Path data = Files.createTempDirectory("penstock-w5");
        Path sums = Files.createDirectory(data.resolve("sums"));
        int clusterPort = Ports.free();
        var rates = new double[runs];
        String checksum = "";
        try (var leader = worker(args[0], data.resolve("a"), clusterPort, "coordinator,worker", clusterPort);
                var other = worker(args[0], data.resolve("b"), clusterPort, "worker", 0)) {
            await("two workers", () -> slots(leader) == 2 && other.alive());
            String jarId = leader.upload(jobs);
            String body = "{\"entryClass\":\"" + WindowJob.class.getName()
                    + "\",\"parallelism\":2,\"programArgsList\":[\"" + n + "\",\"" + sums + "\",\"" + args[4] + "\"]}";
            for (int run = -1; run < runs; run++) {
                long startNs = System.nanoTime();
                String job = NodeProcess.field(leader.post("/v1/jars/" + jarId + "/run", body), "jobid");
                await("job " + job, () -> finished(leader, job));
                double rate = n / ((System.nanoTime() - startNs) / 1e9) / 1e6;
                checksum = ChecksumFiles.take(sums);
                System.err.printf(Locale.ROOT, "w5 run %d: %.2f M/s, checksum %s%n", run, rate, checksum);
                if (run >= 0) rates[run] = rate;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"w5\",\"n\":%d,\"java\":\"%s\",\"median\":%.2f,\"checksum\":\"%s\"}%n",
                n,
                Runtime.version(),
                Median.of(rates),
                checksum);
        System.exit(0);
    }

    private static NodeProcess worker(String fat, Path data, int coordinator, String roles, int port)
            throws IOException {
        String heap = System.getProperty("heap", "2g");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-jar",
                fat,
                "node");
        return NodeProcess.start(
                command,
                Ports.free(),
                data,
                List.of(
                        "-Dnode.roles=" + roles,
                        "-Dcluster.port=" + port,
                        "-Dcluster.coordinators=127.0.0.1:" + coordinator,
                        "-Dslot.count=1",
                        "-Dtask.threads=1"));
    }

    private static int slots(NodeProcess node) throws InterruptedException {
        String slots;
        try {
            slots = NodeProcess.field(node.get("/v1/overview"), "slots-available");
        } catch (IllegalStateException notReady) {
            return 0;
        }
        return slots.isEmpty() ? 0 : Integer.parseInt(slots);
    }

    private static boolean finished(NodeProcess node, String job) throws InterruptedException {
        String status = NodeProcess.field(node.get("/v1/jobs/" + job + "/status"), "status");
        if (status.equals("FAILED") || status.equals("CANCELED"))
            throw new IllegalStateException(node.get("/v1/jobs/" + job + "/exceptions"));
        return status.equals("FINISHED");
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.holds()) {
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("gave up waiting for " + what);
            Thread.sleep(POLL_MS);
        }
    }
}
