// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.OutputLane;
import org.jspecify.annotations.Nullable;

/**
 * The lane of an attempt that a newer one has replaced: it takes nothing, so that the new attempt's channel stays
 * clean.
 */
enum ClosedLane implements OutputLane {
    INSTANCE;

    @Override
    public boolean offer(Batch batch) {
        return false;
    }

    @Override
    public @Nullable Batch recycled() {
        return null;
    }

    @Override
    public boolean isAttached() {
        return false;
    }
}
