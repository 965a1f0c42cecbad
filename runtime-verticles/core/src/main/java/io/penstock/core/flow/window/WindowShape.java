// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.window.WindowAssigner;

/**
 * Aligned windows in numbers.
 *
 * @param sizeMs length of a window; {@code Long.MAX_VALUE} for the global window
 * @param slideMs distance between starts; equal to the size for tumbling windows
 * @param offsetMs where the windows are aligned
 */
record WindowShape(long sizeMs, long slideMs, long offsetMs) {
    static WindowShape of(WindowAssigner assigner) {
        if (assigner instanceof WindowAssigner.Tumbling t) return new WindowShape(t.sizeMs(), t.sizeMs(), t.offsetMs());
        if (assigner instanceof WindowAssigner.Sliding s) return new WindowShape(s.sizeMs(), s.slideMs(), s.offsetMs());
        if (assigner instanceof WindowAssigner.Global) return new WindowShape(Long.MAX_VALUE, Long.MAX_VALUE, 0);
        throw new IllegalArgumentException("not aligned: " + assigner);
    }

    boolean isGlobal() {
        return sizeMs == Long.MAX_VALUE;
    }

    /** Whether each instant lies in exactly one window. */
    boolean isPartition() {
        return sizeMs == slideMs;
    }

    /** The start of the last window that may contain the instant. */
    long lastStart(long timeMs) {
        return isGlobal() ? Long.MIN_VALUE : timeMs - Math.floorMod(timeMs - offsetMs, slideMs);
    }

    long end(long startMs) {
        return isGlobal() ? Long.MAX_VALUE : startMs + sizeMs;
    }
}
