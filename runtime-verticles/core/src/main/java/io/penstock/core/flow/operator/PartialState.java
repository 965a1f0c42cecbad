// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/**
 * What a combiner sends in place of a key's records, for an aggregation with accumulators of the user's own, or a
 * reduction. Whoever takes it owns the accumulator.
 *
 * @param state the accumulator, or the reduced value
 */
public record PartialState(Object key, Object state) implements Combined {}
