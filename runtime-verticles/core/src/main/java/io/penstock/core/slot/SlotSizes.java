// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.WorkerInfo;
import java.util.TreeMap;

/** How a worker's total becomes slots. The ResourceManager and the TaskExecutor must agree, so both ask here. */
public final class SlotSizes {
    private static final long CORE_MILLIS = 1_000;

    private SlotSizes() {}

    /** One of the equal slots of a worker that has such. */
    public static ResourceProfile uniform(WorkerInfo worker) {
        return scaled(worker.total(), 1, worker.uniformSlots());
    }

    /** The slot that a worker with slots cut to size gives to whoever names no size: one core's share. */
    public static ResourceProfile standard(WorkerInfo worker) {
        long cpuMillis = worker.total().cpuMillis();
        return cpuMillis <= CORE_MILLIS ? worker.total() : scaled(worker.total(), CORE_MILLIS, cpuMillis);
    }

    /** The size that a slot for {@code need} is cut to. */
    public static ResourceProfile cut(WorkerInfo worker, ResourceProfile need) {
        return need.equals(ResourceProfile.ANY) ? standard(worker) : need;
    }

    /** How often {@code part} fits in {@code whole}; 0 if it is nothing at all. */
    public static int times(ResourceProfile whole, ResourceProfile part) {
        long times = Integer.MAX_VALUE;
        if (part.cpuMillis() > 0) times = Math.min(times, whole.cpuMillis() / part.cpuMillis());
        if (part.heapMb() > 0) times = Math.min(times, whole.heapMb() / part.heapMb());
        for (var extra : part.extras().entrySet()) {
            if (extra.getValue() > 0)
                times = Math.min(times, whole.extras().getOrDefault(extra.getKey(), 0L) / extra.getValue());
        }
        return times == Integer.MAX_VALUE ? 0 : (int) times;
    }

    /** {@code profile * numerator / denominator}, rounded down. */
    public static ResourceProfile scaled(ResourceProfile profile, long numerator, long denominator) {
        var extras = new TreeMap<String, Long>();
        profile.extras().forEach((name, amount) -> extras.put(name, amount * numerator / denominator));
        return new ResourceProfile(
                profile.cpuMillis() * numerator / denominator, profile.heapMb() * numerator / denominator, extras);
    }
}
