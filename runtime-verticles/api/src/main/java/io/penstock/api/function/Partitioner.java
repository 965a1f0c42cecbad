// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Chooses the target subtask, in {@code [0, partitionCount)}, of a record by its key.
 *
 * <pre>{@code
 * Partitioner<Long> lowFirst = (amount, partitionCount) -> amount < 100 ? 0 : partitionCount - 1;
 * DataStream<Order> split = orders.partitionCustom(lowFirst, Order::amount);
 * }</pre>
 */
@FunctionalInterface
public interface Partitioner<K> {
    /** The index of the target subtask; one outside the range fails the task. */
    int partition(K key, int partitionCount) throws Exception;
}
