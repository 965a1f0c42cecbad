// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import java.util.List;

/**
 * Reads the splits of one subtask. Called from the task's thread only.
 *
 * <pre>{@code
 * // Hands out lines that other threads put into a queue.
 * final class QueueReader implements SourceReader<String> {
 *     private final Queue<String> queue;
 *
 *     QueueReader(Queue<String> queue) {
 *         this.queue = queue;
 *     }
 *
 *     @Override
 *     public Status poll(SourceOutput<String> out, int recordsMax) {
 *         for (int i = 0; i < recordsMax; i++) {
 *             String line = queue.poll();
 *             if (line == null) return Status.IDLE;
 *             out.emit(line);
 *         }
 *         return Status.MORE;
 *     }
 *
 *     @Override
 *     public List<SplitPosition> snapshot() {
 *         return List.of(); // what is lost with the queue can't be read again
 *     }
 * }
 * }</pre>
 */
public interface SourceReader<T> extends AutoCloseable {
    /** What a poll came to. */
    enum Status {
        /** Poll again: there is more, or there may be. */
        MORE,
        /**
         * Nothing now; {@link SourceReaderContext#wake()} will be called, or the time given to {@code wakeAt} will
         * come.
         */
        IDLE,
        /** The end of a bounded source. */
        END
    }

    /** Emits at most {@code recordsMax} records. Must not block. */
    Status poll(SourceOutput<T> out, int recordsMax) throws Exception;

    /**
     * The positions of all splits of this reader, finished ones included, so that reading can go on from exactly here.
     */
    List<SplitPosition> snapshot() throws Exception;

    /**
     * A checkpoint that contains an earlier {@link #snapshot()} is complete: whatever it covers may be acknowledged.
     */
    default void checkpointComplete(long checkpointId) throws Exception {}

    @Override
    default void close() throws Exception {}
}
