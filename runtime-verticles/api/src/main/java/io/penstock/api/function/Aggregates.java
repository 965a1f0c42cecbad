// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Built-in aggregates. They are plain records, so that the runtime recognises them and keeps primitive accumulators
 * instead of objects. As ordinary {@link AggregateFunction}s their accumulator is a one-element array.
 *
 * <pre>{@code
 * var byCustomer = orders.keyBy(Order::customer);
 * DataStream<Keyed<String, Long>> revenue = byCustomer.aggregate(Aggregates.summingLong(Order::amount));
 * DataStream<Keyed<String, Double>> mean = byCustomer.aggregate(Aggregates.averaging(Order::amount));
 * }</pre>
 */
public final class Aggregates {
    private Aggregates() {}

    /** Counts records. */
    public static <T> AggregateFunction<T, long[], Long> counting() {
        return new Counting<>();
    }

    /** Sums a long taken from each record; overflow wraps. */
    public static <T> AggregateFunction<T, long[], Long> summingLong(ToLongFunction<? super T> field) {
        return new LongFold<>(field, LongFold.Kind.SUM);
    }

    /** The smallest long taken from the records. */
    public static <T> AggregateFunction<T, long[], Long> minLong(ToLongFunction<? super T> field) {
        return new LongFold<>(field, LongFold.Kind.MIN);
    }

    /** The largest long taken from the records. */
    public static <T> AggregateFunction<T, long[], Long> maxLong(ToLongFunction<? super T> field) {
        return new LongFold<>(field, LongFold.Kind.MAX);
    }

    /** The mean of a double taken from each record. */
    public static <T> AggregateFunction<T, double[], Double> averaging(ToDoubleFunction<? super T> field) {
        return new Averaging<>(field);
    }

    /** See {@link Aggregates#counting()}. */
    public record Counting<T>() implements AggregateFunction<T, long[], Long> {
        @Override
        public long[] createAccumulator() {
            return new long[1];
        }

        @Override
        public long[] add(long[] accumulator, T value) {
            accumulator[0]++;
            return accumulator;
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }
    }

    /** Folds a long field of each record into one long. */
    public record LongFold<T>(ToLongFunction<? super T> field, Kind kind)
            implements AggregateFunction<T, long[], Long> {
        /** How two longs become one. */
        public enum Kind {
            SUM(0),
            MIN(Long.MAX_VALUE),
            MAX(Long.MIN_VALUE);

            /** The neutral value. */
            public final long identity;

            Kind(long identity) {
                this.identity = identity;
            }

            /** Combines two longs. */
            public long fold(long left, long right) {
                return switch (this) {
                    case SUM -> left + right;
                    case MIN -> Math.min(left, right);
                    case MAX -> Math.max(left, right);
                };
            }
        }

        @Override
        public long[] createAccumulator() {
            return new long[] {kind.identity};
        }

        @Override
        public long[] add(long[] accumulator, T value) {
            accumulator[0] = kind.fold(accumulator[0], field.applyAsLong(value));
            return accumulator;
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] = kind.fold(left[0], right[0]);
            return left;
        }
    }

    /** See {@link Aggregates#averaging}; the accumulator is (sum, count). */
    public record Averaging<T>(ToDoubleFunction<? super T> field) implements AggregateFunction<T, double[], Double> {
        @Override
        public double[] createAccumulator() {
            return new double[2];
        }

        @Override
        public double[] add(double[] accumulator, T value) {
            accumulator[0] += field.applyAsDouble(value);
            accumulator[1]++;
            return accumulator;
        }

        @Override
        public Double result(double[] accumulator) {
            return accumulator[0] / accumulator[1];
        }

        @Override
        public double[] merge(double[] left, double[] right) {
            left[0] += right[0];
            left[1] += right[1];
            return left;
        }
    }
}
