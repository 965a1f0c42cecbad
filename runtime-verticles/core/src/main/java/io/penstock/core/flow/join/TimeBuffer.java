// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records of one key and side in order of time; records of the same time in order of arrival. */
final class TimeBuffer {
    private long[] times = new long[4];
    private final List<Object> values = new ArrayList<>(4);

    void add(long timeMs, Object value) {
        int size = values.size();
        if (size == times.length) times = Arrays.copyOf(times, size * 2);
        int at = firstAfter(timeMs);
        System.arraycopy(times, at, times, at + 1, size - at);
        times[at] = timeMs;
        values.add(at, value);
    }

    int size() {
        return values.size();
    }

    long time(int index) {
        return times[index];
    }

    Object value(int index) {
        return values.get(index);
    }

    /** Index of the first record at or after that time. */
    int firstAt(long timeMs) {
        return timeMs == Long.MIN_VALUE ? 0 : firstAfter(timeMs - 1);
    }

    /** Drops the records before that time. */
    void dropBefore(long timeMs) {
        int count = firstAt(timeMs);
        if (count == 0) return;
        System.arraycopy(times, count, times, 0, values.size() - count);
        values.subList(0, count).clear();
    }

    private int firstAfter(long timeMs) {
        int low = 0;
        int high = values.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] <= timeMs) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
