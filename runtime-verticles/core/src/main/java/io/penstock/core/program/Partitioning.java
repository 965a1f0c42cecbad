// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.function.KeySelector;
import org.jspecify.annotations.Nullable;

/** How the records of an edge are distributed over the consumer's subtasks, with the functions that takes. */
@SuppressWarnings("rawtypes")
public sealed interface Partitioning {
    /** Subtask i to subtask i. */
    record Forward() implements Partitioning {}

    /** By key group of the key. */
    record Hash(KeySelector key, @Nullable Class<?> keyType) implements Partitioning {}

    /** In turn to all. */
    record Rebalance() implements Partitioning {}

    /** In turn to a local share. */
    record Rescale() implements Partitioning {}

    /** At random to all. */
    record Shuffle() implements Partitioning {}

    /** To all. */
    record Broadcast() implements Partitioning {}

    /** By the user's partitioner. */
    record Custom(io.penstock.api.function.Partitioner partitioner, KeySelector key) implements Partitioning {}
}
