// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/** Timers of the current key. A timer is identified by (key, time, domain): registering it twice fires it once. */
public interface TimerService {
    /** Fires when the watermark reaches {@code timeMs}; at once if it already has. */
    void registerEventTimeTimer(long timeMs);

    /** Fires when the processing time reaches {@code timeMs}. */
    void registerProcessingTimeTimer(long timeMs);

    /** Removes the timer; nothing happens if there is none. */
    void deleteEventTimeTimer(long timeMs);

    /** Removes the timer; nothing happens if there is none. */
    void deleteProcessingTimeTimer(long timeMs);
}
