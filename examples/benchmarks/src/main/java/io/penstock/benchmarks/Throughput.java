// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobOptions;
import io.penstock.api.Penstock;
import java.util.Locale;

/**
 * W cases in this JVM: {@code Throughput CASE n runs [parallelism]}. One unmeasured run first; prints one JSON line
 * with the median of millions of units per second, from submission to the end of the job, the medians of what a unit
 * costs, the JVM's compilers and collector included, and the checksum.
 */
public final class Throughput {
    private Throughput() {}

    /** Runs one case. */
    public static void main(String[] args) {
        String name = args[0];
        long n = Long.parseLong(args[1]);
        int runs = Integer.parseInt(args[2]);
        int parallelism = args.length > 3 ? Integer.parseInt(args[3]) : 2;
        var rates = new double[runs];
        var cpuNs = new double[runs];
        var bytes = new double[runs];
        long checksum = 0;
        for (int run = -1; run < runs; run++) {
            Workload workload = Workload.of(name, n);
            Consumption used = Consumption.start();
            long startNs = System.nanoTime();
            Penstock.local().run(job -> {
                job.parallelism(parallelism)
                        .option(JobOptions.SPECIALIZE, System.getProperty("specialize", "true"))
                        .option(JobOptions.COMBINE, System.getProperty("combine", "auto"));
                workload.program().define(job);
            });
            used.close();
            double seconds = (System.nanoTime() - startNs) / 1e9;
            long sum = workload.sink().sum.sum();
            if (run > 0 && sum != checksum) throw new IllegalStateException("checksum changed between runs");
            checksum = sum;
            double units = (double) n * workload.unitsPerRecord();
            double rate = units / seconds / 1e6;
            System.err.printf(Locale.ROOT, "%s run %d: %.1f M/s%n", name, run, rate);
            if (run < 0) continue;
            rates[run] = rate;
            cpuNs[run] = used.cpuNs() / units;
            bytes[run] = used.bytes() / units;
        }
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"%s\",\"n\":%d,\"parallelism\":%d,\"java\":\"%s\","
                        + "\"median\":%.2f,\"cpu_ns\":%.2f,\"bytes\":%.3f,\"checksum\":\"%016x\"}%n",
                name,
                n,
                parallelism,
                Runtime.version(),
                Median.of(rates),
                Median.of(cpuNs),
                Median.of(bytes),
                checksum);
        System.exit(0);
    }
}
