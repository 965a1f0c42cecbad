// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.graph.RegionId;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What becomes of a job's slots when it has long waited for more. What it cannot use it gives back. What runs goes on,
 * unless it runs in vain, since there are no checkpoints while some tasks wait, and in the way of another job: then all
 * of it stops, all slots go, and the job waits for the whole.
 */
final class GivingWay {
    static final String WHY = "too few slots for all of it, and enough for another job";

    private final JobContext context;
    private final Tasks tasks;
    private final Scheduler scheduler;
    private final SlotRequests slots;
    /** Whether all that runs is being stopped; until then nothing is wanted. */
    private boolean underWay;

    GivingWay(JobContext context, Tasks tasks, Scheduler scheduler, SlotRequests slots) {
        this.context = context;
        this.tasks = tasks;
        this.scheduler = scheduler;
        this.slots = slots;
    }

    /** With each beat; gives the regions that must stop, mostly none. */
    SortedSet<RegionId> onBeat(boolean checkpointed) {
        var all = new TreeSet<RegionId>();
        if (!scheduler.isStuck(context.config().slotIdleTimeoutMs())) return all;
        underWay = checkpointed && slots.shallGiveWay() && tasks.live() > 0;
        if (!underWay) {
            scheduler.letGo(slots::giveBackUnused);
            return all;
        }
        for (JobRegion region : tasks.regions()) if (region.phase != JobRegion.Phase.IDLE) all.add(region.id);
        return all;
    }

    /** Whether regions may be wanted. */
    boolean isOver() {
        if (underWay && tasks.live() == 0) {
            underWay = false;
            slots.giveBackUnused();
        }
        return !underWay;
    }
}
