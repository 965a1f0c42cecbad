// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import io.penstock.api.function.RuntimeContext;
import java.util.List;

/**
 * What a reader may ask of its surroundings.
 *
 * <pre>{@code
 * static List<String> mine(List<String> files, SourceReaderContext context) {
 *     return files.stream().filter(context::owns).toList();
 * }
 * }</pre>
 */
public interface SourceReaderContext extends RuntimeContext {
    /**
     * Positions to go on from; empty for a fresh start. After a change of parallelism these may come from several
     * former readers.
     */
    List<SplitPosition> restored();

    /**
     * Whether this job starts from a snapshot: a restored reader must not begin at the start splits that are missing
     * from it.
     */
    boolean isRestored();

    /** Whether this subtask reads the split of that id: splits are spread over subtasks by the id's hash. */
    default boolean owns(String splitId) {
        return owns(splitId, subtaskIndex(), parallelism());
    }

    /** Whether a subtask reads the split of that id when there are so many. */
    static boolean owns(String splitId, int subtask, int parallelism) {
        return Math.floorMod((splitId.hashCode() * 0x9E3779B9) >>> 7, parallelism) == subtask;
    }

    /** Makes the runtime poll again soon; the only method that may be called from any thread. */
    void wake();

    /** Makes the runtime poll again at {@code timeMs} (processing time) at the latest. */
    void wakeAt(long timeMs);

    /** The processing time, ms since the epoch. */
    long currentProcessingTime();
}
