// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TaskTimesTest {
    private static final long MS = 1_000_000;

    private final TaskTimes times = new TaskTimes();

    @Test
    void timeIsBusyUnlessTheTaskRests() {
        assertThat(times.read(5 * MS)).isEqualTo(new TaskHandle.Spent(0, 0, 0));
        times.run(10 * MS, 0);
        times.rest(13 * MS, false);
        assertThat(times.read(20 * MS)).isEqualTo(new TaskHandle.Spent(3, 7, 0));
        times.run(30 * MS, 0);
        times.rest(31 * MS, true);
        times.run(41 * MS, 0);
        assertThat(times.read(45 * MS)).isEqualTo(new TaskHandle.Spent(8, 17, 10));
        times.end(50 * MS);
        assertThat(times.read(900 * MS)).isEqualTo(new TaskHandle.Spent(13, 17, 10));
    }

    @Test
    void waitingInTheQueueIsNoIdleTime() {
        times.run(10 * MS, 0);
        times.rest(20 * MS, false);
        times.run(60 * MS, 25 * MS);
        assertThat(times.read(60 * MS)).isEqualTo(new TaskHandle.Spent(45, 5, 0));
    }

    @Test
    void aReaderOnAnotherThreadNeverSeesHalfAStep() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        long[] nowNs = {1};
        times.run(1, 0);
        Thread writer = new Thread(() -> {
            long now = 1;
            while (!stop.get()) {
                times.rest(now += 1_000 * MS, (now & 1) == 0);
                times.run(now += 1_000 * MS, 0);
            }
            nowNs[0] = now;
        });
        writer.start();
        long endNs = Long.MAX_VALUE / 2;
        long last = 0;
        for (int i = 0; i < 1_000_000; i++) {
            TaskHandle.Spent spent = times.read(endNs);
            assertThat(spent.busyMs() + spent.idleMs() + spent.backPressuredMs())
                    .as("all time is one of the three")
                    .isBetween(endNs / MS - 3, endNs / MS);
            if (spent.idleMs() < endNs / MS / 2) {
                assertThat(spent.idleMs()).isGreaterThanOrEqualTo(last);
                last = spent.idleMs();
            }
        }
        stop.set(true);
        writer.join();
        assertThat(nowNs[0]).as("the writer wrote").isGreaterThan(1_000 * MS);
    }
}
