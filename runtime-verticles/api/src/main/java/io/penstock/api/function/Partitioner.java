// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Chooses the target subtask, in {@code [0, partitionCount)}, of a record by its key.
 */
@FunctionalInterface
public interface Partitioner<K> {
    int partition(K key, int partitionCount) throws Exception;
}
