// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.KeyedStream;
import io.penstock.api.WindowedStream;
import io.penstock.api.function.Aggregates;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.operator.BlockTaker;
import io.penstock.core.flow.operator.HeadLoop;
import io.penstock.core.flow.operator.KeysAhead;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that look at several records at once do what they do record by record. */
class BlocksTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, KeysAhead.RECORDS_MAX, KeysAhead.RECORDS_MAX + 1, 3 * KeysAhead.RECORDS_MAX - 1})
    void aBatchIsTakenInBlocksInItsOrder(int size) {
        Taker taker = new Taker();
        HeadLoop head = new HeadLoop();
        head.connect(taker, List.of(), List.of(taker));
        Object[] values = new Object[size + 5];
        long[] timestampsMs = new long[size + 5];
        for (int i = 0; i < values.length; i++) values[i] = timestampsMs[i] = i;
        head.run(values, timestampsMs, size);
        assertThat(taker.taken)
                .isEqualTo(IntStream.range(0, size).mapToObj(i -> i + "@" + i).toList());
    }

    @EachSeed
    void keysMayTurnFromLongsIntoOthersAndBack(int seed) {
        List<Function<WindowedStream<String, Object>, DataStream<?>>> folds = List.of(
                w -> w.aggregate(Aggregates.counting()).map(r -> r.key() + "=" + r.value()),
                w -> w.reduce((x, y) -> x + y)
                        .map(r -> r.key() + "=" + r.value().length() / 2));
        for (Function<WindowedStream<String, Object>, DataStream<?>> fold : folds) {
            OperatorBench bench = OperatorBench.seeded(
                    seed, job -> fold.apply(keyed(job).window(WindowAssigner.tumbling(Duration.ofMillis(100)))));
            for (String word : List.of("10", "11", "10", "00", "b0", "11", "00", "c0", "b1", "12")) {
                bench.left(word, 7);
            }
            bench.watermark(99);
            assertThat(bench.records()).containsExactlyInAnyOrder("1=5@99", "0=2@99", "b=2@99", "c=1@99");
            bench.left("20", 107).left("b0", 150).left("21", 199).watermark(199);
            assertThat(bench.records()).containsExactlyInAnyOrder("2=2@199", "b=1@199");
        }
    }

    /** By the first letter, which is a long if it is a digit. */
    private static KeyedStream<String, Object> keyed(JobBuilder job) {
        return TestSources.words(job).keyBy(word -> {
            char first = word.charAt(0);
            return Character.isDigit(first) ? (Object) (long) (first - '0') : String.valueOf(first);
        });
    }

    private static final class Taker extends Operator implements BlockTaker {
        final List<String> taken = new ArrayList<>();

        @Override
        public void configure(OperatorSpec spec, Specialization specialization) {}

        @Override
        public void accept(Object value, long timestampMs) {
            throw new IllegalStateException("records come in blocks");
        }

        @Override
        public void acceptBlock(Object[] values, long[] timestampsMs, int from, int to) {
            assertThat(to - from).isBetween(1, KeysAhead.RECORDS_MAX);
            for (int i = from; i < to; i++) taken.add(values[i] + "@" + timestampsMs[i]);
        }
    }
}
