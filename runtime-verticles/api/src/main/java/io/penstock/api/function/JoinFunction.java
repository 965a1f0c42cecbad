// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Combines one matching pair of a join into one result.
 */
@FunctionalInterface
public interface JoinFunction<L, R, O> {
    O join(L left, R right) throws Exception;
}
