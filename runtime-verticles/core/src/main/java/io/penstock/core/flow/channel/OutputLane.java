// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import org.jspecify.annotations.Nullable;

/** The producer's end of one channel. Used by the producer's thread only. */
public interface OutputLane {
    /**
     * Hands a batch over, or answers false when there is no room (a full ring, no credit). The batch belongs to the
     * channel only if true. After a false the channel wakes the producer, by the {@link Wakeable} of its
     * {@link OutputPort}, once there is room. A batch of capacity 0 may be in many channels at once, and is left as it
     * is.
     */
    boolean offer(Batch batch);

    /**
     * An empty batch that the consumer has given back, or null: then the producer makes one of the port's
     * {@link OutputPort#batchCapacity}.
     */
    @Nullable
    Batch recycled();

    /** Whether the consumer's end is there. Until then offers fill the channel. */
    boolean isAttached();
}
