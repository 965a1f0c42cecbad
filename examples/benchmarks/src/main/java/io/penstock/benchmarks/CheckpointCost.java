// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobOptions;
import io.penstock.api.Penstock;
import java.util.Locale;

/**
 * W4: {@code CheckpointCost n runs parallelism intervalMs}: W3 without and with a checkpoint each second, in turns in
 * this JVM. One unmeasured round first; prints one JSON line with the medians in millions of events per second, and how
 * much of the one the other is.
 */
public final class CheckpointCost {
    private CheckpointCost() {}

    /** Runs it. */
    public static void main(String[] args) {
        long n = Long.parseLong(args[0]);
        int runs = Integer.parseInt(args[1]);
        int parallelism = Integer.parseInt(args[2]);
        var plain = new double[runs];
        var checkpointed = new double[runs];
        for (int run = -1; run < runs; run++) {
            double without = rate(n, parallelism, "0");
            double with = rate(n, parallelism, args[3]);
            System.err.printf(Locale.ROOT, "w4 run %d: %.1f M/s, with checkpoints %.1f M/s%n", run, without, with);
            if (run < 0) continue;
            plain[run] = without;
            checkpointed[run] = with;
        }
        double w3 = Median.of(plain);
        double w4 = Median.of(checkpointed);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"w4\",\"n\":%d,\"parallelism\":%d,\"intervalMs\":%s,\"java\":\"%s\","
                        + "\"w3\":%.2f,\"w4\":%.2f,\"share\":%.3f}%n",
                n,
                parallelism,
                args[3],
                Runtime.version(),
                w3,
                w4,
                w4 / w3);
        System.exit(0);
    }

    private static double rate(long n, int parallelism, String intervalMs) {
        Workload workload = Workload.of("w3", n);
        long startNs = System.nanoTime();
        Penstock.local().run(job -> {
            job.parallelism(parallelism).option(JobOptions.CHECKPOINT_INTERVAL_MS, intervalMs);
            workload.program().define(job);
        });
        return n * 1e3 / (System.nanoTime() - startNs);
    }
}
