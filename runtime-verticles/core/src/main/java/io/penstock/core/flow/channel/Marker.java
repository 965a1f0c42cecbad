// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/** What a channel carries beside records and watermarks, in order with them. */
public sealed interface Marker {
    /**
     * Separates what belongs to the checkpoint from what comes after.
     *
     * @param place where tasks put their parts
     */
    record Barrier(long checkpointId, String place, After after) implements Marker {
        /** What a task does after the barrier. */
        public enum After {
            /** It goes on. */
            GO_ON,
            /** It takes no more input until the checkpoint ends: with its completion the task ends too. */
            SUSPEND,
            /** The same, and event time has ended before the barrier. */
            DRAIN
        }

        /** Of an ordinary checkpoint, at a place that does not matter. */
        public Barrier(long checkpointId) {
            this(checkpointId, "", After.GO_ON);
        }
    }

    /** The last thing a channel carries. */
    enum EndOfInput implements Marker {
        INSTANCE
    }

    /**
     * Whether the channel counts for its consumer's watermark. A channel starts active; a record or a watermark on it
     * does not make it active.
     */
    enum Activity implements Marker {
        IDLE,
        ACTIVE
    }
}
