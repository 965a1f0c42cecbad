// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Aggregates values into an accumulator. Implementations are stateless; accumulators may be mutable: {@code add} may
 * change and return its argument.
 *
 * <pre>{@code
 * final class LongestLine implements AggregateFunction<String, int[], Integer> {
 *     @Override
 *     public int[] createAccumulator() {
 *         return new int[1];
 *     }
 *
 *     @Override
 *     public int[] add(int[] longest, String line) {
 *         longest[0] = Math.max(longest[0], line.length());
 *         return longest;
 *     }
 *
 *     @Override
 *     public Integer result(int[] longest) {
 *         return longest[0];
 *     }
 *
 *     @Override
 *     public int[] merge(int[] left, int[] right) {
 *         left[0] = Math.max(left[0], right[0]);
 *         return left;
 *     }
 * }
 * }</pre>
 *
 * @param <T> input
 * @param <A> accumulator; is part of the state, so it must be of a type that the runtime can serialize
 * @param <R> result
 */
public interface AggregateFunction<T, A, R> {
    /** A new, empty accumulator. */
    A createAccumulator();

    /** Adds one value; returns the accumulator to keep (the same object or another). */
    A add(A accumulator, T value) throws Exception;

    /** The result for what was added so far; may be called more than once. */
    R result(A accumulator) throws Exception;

    /** Combines two accumulators; needed by session windows and by combining before an exchange. */
    A merge(A left, A right) throws Exception;
}
