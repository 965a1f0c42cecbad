// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The matchings that need no plug-in. */
public enum BuiltInMatching implements SlotMatching {
    /** The least loaded worker: even load, and a lost worker takes few tasks along. */
    SPREAD {
        @Override
        public @Nullable NodeId choose(JobId job, ResourceProfile need, FreeSlots free) {
            return first(need, free.leastLoadedFirst());
        }
    },
    /** The fullest worker that has room: whole workers stay free for large jobs, or can be given back. */
    PACK {
        @Override
        public @Nullable NodeId choose(JobId job, ResourceProfile need, FreeSlots free) {
            return first(need, free.mostLoadedFirst());
        }
    },
    /** A worker that already serves the job, for exchanges without a network; else the least loaded. */
    LOCAL {
        @Override
        public @Nullable NodeId choose(JobId job, ResourceProfile need, FreeSlots free) {
            NodeId near = first(need, free.holding(job));
            return near != null ? near : first(need, free.leastLoadedFirst());
        }
    };

    /** All, under the names that {@code slot.matching} selects them by. */
    public static List<SlotMatchingFactory> factories() {
        return List.of(new Named("spread", SPREAD), new Named("pack", PACK), new Named("local", LOCAL));
    }

    private static @Nullable NodeId first(ResourceProfile need, Iterable<WorkerSlots> candidates) {
        for (WorkerSlots candidate : candidates) if (candidate.fits(need)) return candidate.worker();
        return null;
    }

    private record Named(String name, SlotMatching create) implements SlotMatchingFactory {}
}
