// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Programs drawn from a seed: the same seed defines the same job each time. */
final class RandomPlans implements JobProgram {
    private static final CoMapFunction<Long, Long, Long> EITHER = new CoMapFunction<>() {
        @Override
        public Long map1(Long value) {
            return value;
        }

        @Override
        public Long map2(Long value) {
            return value;
        }
    };

    private final long seed;

    RandomPlans(long seed) {
        this.seed = seed;
    }

    @Override
    public void define(JobBuilder job) {
        var random = new Random(seed);
        boolean bounded = random.nextBoolean();
        if (bounded && random.nextInt(4) == 0) job.mode(ExecutionMode.STREAMING);
        if (random.nextBoolean()) job.parallelism(1 + random.nextInt(8));
        List<DataStream<Long>> streams = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            streams.add(job.source("s" + i, bounded ? TestSources.bounded() : TestSources.unbounded()));
        }
        int steps = 1 + random.nextInt(20);
        for (int i = 0; i < steps; i++) {
            DataStream<Long> from = streams.get(random.nextInt(streams.size()));
            DataStream<Long> other = streams.get(random.nextInt(streams.size()));
            DataStream<Long> made = step(random, from, other).name("op" + i);
            describe(random, made, i);
            streams.add(made);
        }
        for (DataStream<Long> stream : streams) {
            if (random.nextInt(3) == 0) stream.sinkTo("out", TestSources.sink());
        }
    }

    private static DataStream<Long> step(Random random, DataStream<Long> from, DataStream<Long> other) {
        return switch (random.nextInt(10)) {
            case 0 -> from.map(n -> n);
            case 1 -> from.filter(n -> n > 0);
            case 2 -> from.rebalance().map(n -> n);
            case 3 -> from.rescale().map(n -> n);
            case 4 -> from.keyBy(n -> n % 7).reduce(Long::sum);
            case 5 -> from.keyBy(n -> n % 7).aggregate(Aggregates.counting()).map(k -> k.value());
            case 6 -> from.union(other).map(n -> n);
            case 7 -> from.connect(other.broadcast()).map(EITHER);
            case 8 -> from.connect(other).map(EITHER);
            default ->
                from.keyBy(n -> n)
                        .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                        .reduce(Long::sum)
                        .map(w -> w.value());
        };
    }

    private static void describe(Random random, DataStream<Long> made, int step) {
        switch (random.nextInt(8)) {
            case 0 -> made.parallelism(1 + random.nextInt(9));
            case 1 -> made.startNewChain();
            case 2 -> made.disableChaining();
            case 3 -> made.slotSharingGroup("g" + random.nextInt(2));
            case 4 -> made.uid("uid" + step);
            case 5 -> made.blocking();
            case 6 -> made.maxParallelism(16 + random.nextInt(200));
            default -> {
                // as it is
            }
        }
    }
}
