// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.NodeId;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** One slot's worth of a slot sharing group: subtask {@code index} of each of its vertices. */
final class SharedSlot {
    final String group;
    final int index;
    final ResourceProfile profile;

    /** Members that are wanted or run, and have neither ended nor prepared. */
    int users;

    /** The slot taken for it, while there are users. */
    @Nullable
    Slot slot;

    /** The slot it had before, which it prefers. */
    @Nullable
    NodeId lastWorker;

    @Nullable
    AllocationId lastAllocation;

    /** Whether it stands in the queue for slots; its place there. */
    boolean queued;

    long order;

    /** Regions that cannot be deployed before this has a slot. */
    final LinkedHashSet<JobRegion> waiting = new LinkedHashSet<>(2);

    SharedSlot(String group, int index, ResourceProfile profile) {
        this.group = group;
        this.index = index;
        this.profile = profile;
    }
}
