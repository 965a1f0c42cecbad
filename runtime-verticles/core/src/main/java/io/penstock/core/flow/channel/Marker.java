// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/** What a channel carries beside records and watermarks, in order with them. */
public sealed interface Marker {
    /** Separates what belongs to the checkpoint from what comes after. */
    record Barrier(long checkpointId) implements Marker {}

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
