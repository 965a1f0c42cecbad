// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

/**
 * Where records come from. The object itself is shared by all subtasks of a JVM and must be stateless; each subtask reads through its own
 * {@link SourceReader}. There is no central enumerator (coordinators never run user code): every reader computes the same list of splits and
 * takes those that {@link SourceReaderContext#owns} gives it.
 */
public interface Source<T> {
    /** Whether the source ends by itself. */
    boolean bounded();

    /** The largest useful parallelism; {@code Integer.MAX_VALUE} if any is. */
    default int maxParallelism() {
        return Integer.MAX_VALUE;
    }

    /** A reader for one subtask, positioned at {@link SourceReaderContext#restored()}. */
    SourceReader<T> createReader(SourceReaderContext context) throws Exception;
}
