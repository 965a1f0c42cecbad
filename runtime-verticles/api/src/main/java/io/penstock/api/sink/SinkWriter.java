// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import java.util.List;

/**
 * Writes the records of one subtask in transactions: {@link #prepareCommit} at each barrier and at the end of input,
 * {@link #commit} when the checkpoint is complete (or the bounded job's last task has prepared). Called from the task's
 * thread only.
 *
 * <p>A writer without transactions (print, discard) returns no committables.
 *
 * <pre>{@code
 * // Shows lines only once the checkpoint that contains them is complete.
 * final class Later implements SinkWriter<String> {
 *     private final List<byte[]> open = new ArrayList<>();
 *
 *     @Override
 *     public void write(String line, long timestampMs) {
 *         open.add(line.getBytes(StandardCharsets.UTF_8));
 *     }
 *
 *     @Override
 *     public List<byte[]> prepareCommit() {
 *         var prepared = List.copyOf(open);
 *         open.clear();
 *         return prepared;
 *     }
 *
 *     @Override
 *     public void commit(byte[] committable) {
 *         System.out.println(new String(committable, StandardCharsets.UTF_8));
 *     }
 * }
 * }</pre>
 */
public interface SinkWriter<T> extends AutoCloseable {
    /** Writes one record; {@code timestampMs} is {@code Long.MIN_VALUE} when it has no event time. */
    void write(T value, long timestampMs) throws Exception;

    /**
     * Makes what was written durable but not yet visible, and starts afresh; returns what is needed to commit it, also
     * from another JVM.
     */
    default List<byte[]> prepareCommit() throws Exception {
        return List.of();
    }

    /**
     * Makes a prepared transaction visible. Idempotent: may be called again after a failure, also by another writer.
     */
    default void commit(byte[] committable) throws Exception {}

    /**
     * Called before the first record when an earlier attempt of the subtask may have left something, or when the job
     * goes on from a checkpoint: makes visible, perhaps again, what that checkpoint covers, and should remove all else
     * that earlier attempts of the subtask have prepared or begun.
     */
    default void recover(List<byte[]> prepared) throws Exception {
        for (byte[] committable : prepared) commit(committable);
    }

    /** Drops what was written and not prepared; called when the attempt ends without success. */
    default void abort() throws Exception {}

    @Override
    default void close() throws Exception {}
}
