// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import org.jspecify.annotations.Nullable;

/** The consumer's end of one channel. Used by the consumer's thread only. */
public interface InputLane {
    /** The next batch, or null if there is none now. */
    @Nullable
    Batch poll();

    /** Gives back a batch from {@link #poll} when its records are processed; the lane clears it. */
    void recycle(Batch batch);

    /** False only if the next poll finds nothing unless the lane is signalled once more. */
    default boolean mayHaveMore() {
        return true;
    }
}
