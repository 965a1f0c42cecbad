// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.JobOptions;
import io.penstock.core.flow.operator.Combining;
import java.util.Locale;
import java.util.SortedMap;

/** A job's options that concern the data plane. */
public final class FlowOptions {
    private static final long FLUSH_MAX_DELAY_MS = 5;

    private FlowOptions() {}

    /** Longest time that a record waits in a batch that is not full. */
    public static long flushMaxDelayMs(SortedMap<String, String> options) {
        String text = options.get(JobOptions.FLUSH_MAX_DELAY_MS);
        return text == null ? FLUSH_MAX_DELAY_MS : Long.parseLong(text.trim());
    }

    /** Heap of one subtask's aggregation before it spills, in bytes; 0 for a fair share. */
    public static long aggregationMemoryBytes(SortedMap<String, String> options) {
        String text = options.get(JobOptions.AGGREGATION_MEMORY_KIB);
        return text == null ? 0 : Long.parseLong(text.trim()) << 10;
    }

    /** Whether records are folded before they cross an exchange. */
    public static Combining combining(SortedMap<String, String> options) {
        String text = options.get(JobOptions.COMBINE);
        return text == null ? Combining.AUTO : Combining.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether operators get classes of their own; see {@link io.penstock.core.flow.operator.Specializer}. */
    public static boolean specializes(SortedMap<String, String> options) {
        return !"false".equals(options.get(JobOptions.SPECIALIZE));
    }
}
