// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.TaskCounts;
import org.jspecify.annotations.Nullable;

/**
 * How fast a task goes: between two looks at it, or over its life if this is the first.
 *
 * @param busy share of its time, 0 to 1; the three shares sum up to 1, or 0 if it has not begun
 */
record Rates(
        double busy,
        double idle,
        double backPressured,
        double recordsIn,
        double recordsOut,
        double bytesIn,
        double bytesOut) {
    static final Rates NONE = new Rates(0, 0, 0, 0, 0, 0, 0);

    /** {@code apartMs} is the time between the two. */
    static Rates between(@Nullable TaskCounts before, TaskCounts now, long apartMs) {
        if (before == null || apartMs <= 0 || lifeMs(now) <= lifeMs(before)) return over(ZERO, now, lifeMs(now));
        return over(before, now, apartMs);
    }

    private static final TaskCounts ZERO = new TaskCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static long lifeMs(TaskCounts counts) {
        return counts.busyMs() + counts.idleMs() + counts.backPressuredMs();
    }

    private static Rates over(TaskCounts before, TaskCounts now, long ms) {
        double lived = (double) (lifeMs(now) - lifeMs(before));
        if (lived <= 0 || ms <= 0) return NONE;
        double seconds = ms / 1000.0;
        return new Rates(
                (now.busyMs() - before.busyMs()) / lived,
                (now.idleMs() - before.idleMs()) / lived,
                (now.backPressuredMs() - before.backPressuredMs()) / lived,
                (now.recordsIn() - before.recordsIn()) / seconds,
                (now.recordsOut() - before.recordsOut()) / seconds,
                (now.bytesIn() - before.bytesIn()) / seconds,
                (now.bytesOut() - before.bytesOut()) / seconds);
    }
}
