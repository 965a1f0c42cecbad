// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.Penstock;
import io.penstock.api.RunningJob;
import io.penstock.api.WindowResult;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * {@code Soak minutes [percent]}: W3 with generic sums at a share of the speed that it has flat out, default 80 %.
 * Sixty times in all, or every five seconds if that is less often, the heap is collected and what is left is looked at.
 * Flat is a soak whose last third holds, by medians, no more than its first third (after the first tenth) but for 5 %
 * and 4 MB. Prints one JSON line; fails if it was not flat, or fell more than a second behind.
 */
public final class Soak {
    private static final long FLAT_OUT_S = 20;
    private static final long UNREACHABLE_PER_S = 10_000_000_000L;
    private static final int SAMPLES = 60;
    private static final long BETWEEN_MIN_MS = 5_000;
    private static final long BEHIND_MAX_MS = 1_000;

    private Soak() {}

    /** Runs it. */
    public static void main(String[] args) throws InterruptedException {
        double minutes = Double.parseDouble(args[0]);
        int percent = args.length > 1 ? Integer.parseInt(args[1]) : 80;
        flatOut(FLAT_OUT_S / 2);
        long perSecond = flatOut(FLAT_OUT_S);
        long paced = perSecond * percent / 100;
        System.err.printf(Locale.ROOT, "flat out %.1f M/s; now %.1f M/s%n", perSecond / 1e6, paced / 1e6);
        long soakMs = (long) (minutes * 60_000);
        long betweenMs = Math.max(BETWEEN_MIN_MS, soakMs / SAMPLES);
        var heapMb = new double[(int) Math.max(1, soakMs / betweenMs)];
        var source = new PacedIndexes(paced);
        long behindMs = 0;
        long startNs = System.nanoTime();
        long results;
        try (Running run = new Running("soak", source)) {
            for (int i = 0; i < heapMb.length; i++) {
                Thread.sleep(betweenMs);
                long behindNowMs = source.behindMs();
                behindMs = Math.max(behindMs, behindNowMs);
                heapMb[i] = liveMb();
                System.err.printf(
                        Locale.ROOT,
                        "%4d s: %.1f MB live, %d ms behind%n",
                        (System.nanoTime() - startNs) / 1_000_000_000,
                        heapMb[i],
                        behindNowMs);
            }
            results = run.end();
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        print(minutes, perSecond, source.emitted() / seconds, heapMb, behindMs, results);
        System.exit(isFlat(heapMb) && behindMs <= BEHIND_MAX_MS ? 0 : 1);
    }

    /** Events per second without a brake. */
    private static long flatOut(long seconds) throws InterruptedException {
        var source = new PacedIndexes(UNREACHABLE_PER_S);
        try (Running run = new Running("flat out", source)) {
            Thread.sleep(seconds * 500);
            long before = source.emitted();
            long beforeNs = System.nanoTime();
            Thread.sleep(seconds * 500);
            long perSecond = (source.emitted() - before) * 1_000_000 / ((System.nanoTime() - beforeNs) / 1_000);
            run.end();
            return perSecond;
        }
    }

    /** The job, while it runs. */
    private static final class Running implements AutoCloseable {
        private final PacedIndexes source;
        private final ChecksumSink<WindowResult<Long, Long>> sink = new ChecksumSink<>(Workload::windowCheck);
        private final RunningJob job;

        Running(String name, PacedIndexes source) {
            this.source = source;
            job = Penstock.local()
                    .start(builder -> Workload.windows(
                                    builder.name(name).parallelism(2), source, new Workload.GenericSum())
                            .sinkTo("checksum", sink));
        }

        /** Ends the input and waits for the end; answers how many results there were. */
        long end() {
            source.end();
            job.await();
            return sink.count.sum();
        }

        @Override
        public void close() {
            job.close();
        }
    }

    private static double liveMb() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    }

    private static void print(
            double minutes, long flatOut, double perSecond, double[] heapMb, long behindMs, long results) {
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"soak\",\"minutes\":%.1f,\"java\":\"%s\",\"flat_out_M/s\":%.2f,\"M/s\":%.2f,"
                        + "\"behind_max_ms\":%d,\"results\":%d,\"live_first_MB\":%.1f,"
                        + "\"live_last_MB\":%.1f,\"live_max_MB\":%.1f,\"flat\":%b}%n",
                minutes,
                Runtime.version(),
                flatOut / 1e6,
                perSecond / 1e6,
                behindMs,
                results,
                first(heapMb),
                last(heapMb),
                Arrays.stream(heapMb).max().orElse(Double.NaN),
                isFlat(heapMb));
    }

    /** Whether what is live at the end is no more than at the beginning. */
    static boolean isFlat(double[] heapMb) {
        return last(heapMb) <= first(heapMb) * 1.05 + 4;
    }

    private static double first(double[] heapMb) {
        int from = heapMb.length / 10;
        return Median.of(Arrays.copyOfRange(heapMb, from, from + Math.max(1, heapMb.length / 3)));
    }

    private static double last(double[] heapMb) {
        return Median.of(Arrays.copyOfRange(heapMb, heapMb.length - Math.max(1, heapMb.length / 3), heapMb.length));
    }
}
