// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.bench;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;

/**
 * What tasks cost that have nothing to do: source, all-to-all, sink, at parallelism 1,000 each; and what a million
 * channels cost that carry little.
 */
public final class IdleCost {
    private IdleCost() {}

    /** Takes the parallelism. */
    public static void main(String[] args) throws Exception {
        int parallelism = args.length == 0 ? 1_000 : Integer.parseInt(args[0]);
        JobProgram idle = job -> job.maxParallelism(Math.max(128, parallelism))
                .source("silence", Sources.generator(i -> i, 1e-6))
                .keyBy(n -> n)
                .reduce(Long::sum)
                .sinkTo("sink", Sinks.discard());
        for (int round = 0; round < 3; round++) {
            try (BenchWorkers workers = new BenchWorkers(2)) {
                long heap = usedHeap();
                long start = System.nanoTime();
                BenchJob job = new BenchJob(idle, parallelism, workers, true);
                long built = System.nanoTime();
                job.start();
                long opened = System.nanoTime();
                Thread.sleep(500);
                System.out.printf(
                        "%d tasks: built in %.0f ms, opened in %.0f ms, %.1f MB%n",
                        job.tasks(), (built - start) / 1e6, (opened - built) / 1e6, (usedHeap() - heap) / 1e6);
                job.cancel();
            }
        }
        finish(parallelism);
        finish(parallelism);
    }

    private static void finish(int parallelism) throws Exception {
        JobProgram finite = job -> job.maxParallelism(Math.max(128, parallelism))
                .mode(ExecutionMode.STREAMING)
                .source("numbers", Sources.numbers(0, 2_000_000))
                .keyBy(n -> n)
                .reduce(Long::sum)
                .sinkTo("sink", Sinks.discard());
        try (BenchWorkers workers = new BenchWorkers(2)) {
            BenchJob job = new BenchJob(finite, parallelism, workers, true);
            long start = System.nanoTime();
            job.start();
            while (!job.isFinished()) Thread.sleep(1);
            System.out.printf(
                    "2,000,000 records over %d channels in %.0f ms%n",
                    parallelism * parallelism, (System.nanoTime() - start) / 1e6);
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
