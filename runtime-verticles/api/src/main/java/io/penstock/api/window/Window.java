// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.window;

/**
 * A window of time, {@code [startMs, endMs)}. The global window is {@link #GLOBAL}.
 *
 * <pre>{@code
 * var hour = new Window(0, 3_600_000);
 * System.out.println(hour.maxTimestampMs()); // 3599999
 * }</pre>
 *
 * @param startMs inclusive, ms since the epoch
 * @param endMs exclusive
 */
public record Window(long startMs, long endMs) implements Comparable<Window> {
    /** The one window that holds everything. */
    public static final Window GLOBAL = new Window(Long.MIN_VALUE, Long.MAX_VALUE);

    /** The last instant inside: a window is complete when the watermark reaches it. */
    public long maxTimestampMs() {
        return endMs - 1;
    }

    /** Whether the two overlap or touch, so that sessions merge. */
    public boolean meets(Window other) {
        return startMs <= other.endMs && other.startMs <= endMs;
    }

    /** The smallest window around both. */
    public Window cover(Window other) {
        return new Window(Math.min(startMs, other.startMs), Math.max(endMs, other.endMs));
    }

    @Override
    public int compareTo(Window other) {
        int byEnd = Long.compare(endMs, other.endMs);
        return byEnd != 0 ? byEnd : Long.compare(startMs, other.startMs);
    }
}
