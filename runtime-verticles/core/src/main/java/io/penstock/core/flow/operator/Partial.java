// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/**
 * What a combiner sends in place of a key's records: what they came to so far. Travels through the same channels as the
 * records themselves.
 *
 * @param folded as {@link LongFolding} folds
 */
public record Partial(Object key, long folded) implements Combined {}
