// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000, 5_900_000);
    private static final long NOW_MS = NOW.toEpochMilli();

    @Test
    void sleepIsCountedFromWithinTheMillisecond() {
        assertThat(Timers.nanosUntil(NOW_MS + 1, NOW)).isEqualTo(100_000);
        assertThat(Timers.nanosUntil(NOW_MS + 5, NOW)).isEqualTo(4_100_000);
    }

    @Test
    void longSleepsEndInTimeToNoticeThatTheClockWasSet() {
        assertThat(Timers.nanosUntil(NOW_MS + 3_600_000, NOW)).isEqualTo(1_000_000_000);
        assertThat(Timers.nanosUntil(Long.MAX_VALUE - 1, NOW)).isEqualTo(1_000_000_000);
    }

    @Test
    void whatIsDueIsNotWaitedForButNeitherSpunOn() {
        assertThat(Timers.nanosUntil(NOW_MS, NOW)).isEqualTo(1);
        assertThat(Timers.nanosUntil(NOW_MS - 7, NOW)).isEqualTo(1);
    }
}
