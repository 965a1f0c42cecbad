// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gives a slot.
 *
 * <p>The laws: it chooses only a worker that fits the need, and null only if none does; it keeps no state that changes
 * its answers, so that equal ledgers give equal answers; it is called once per slot, tens of thousands of times in a
 * row, so it looks at few workers.
 */
public interface SlotMatching {
    /** The worker for one slot of {@code job}, or null if none has room for it. */
    @Nullable
    NodeId choose(JobId job, ResourceProfile need, FreeSlots free);
}
