// SPDX-License-Identifier: Apache-2.0
/**
 * Partition files: what a producer of a blocking exchange leaves on its worker's disk, for any number of readers.
 * PartitionStore (all files of a worker), PartitionWriter and PartitionReader, PartitionMissingException. File I/O runs
 * on threads of the store's own, never on an event loop or a task's thread. Must not know batches, sockets or tasks.
 */
@NullMarked
package io.penstock.exchange.partition;

import org.jspecify.annotations.NullMarked;
