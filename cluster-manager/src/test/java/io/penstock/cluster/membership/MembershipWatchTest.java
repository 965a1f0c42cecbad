// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class MembershipWatchTest {
    private static final long STALLED_MS = 300;
    private static final long TICK_MS = 20;

    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

    @Test
    void aProbeThatDoesNotComeBackIsReportedWithAThreadDump() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try (MembershipWatch watch = watch(() -> hang(never), () -> true)) {
            watch.start();
            assertThat(reports.poll(10, TimeUnit.SECONDS))
                    .contains("monitor")
                    .contains("penstock-membership-probe")
                    .contains("hang");
        }
    }

    @Test
    void eventsThatDoNotCatchUpAreReportedOnce() throws InterruptedException {
        try (MembershipWatch watch = watch(() -> {}, () -> false)) {
            watch.start();
            assertThat(reports.poll(10, TimeUnit.SECONDS)).contains("events");
            assertThat(reports.poll(2 * STALLED_MS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void eventsThatAreSometimesBehindAreNotReported() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        try (MembershipWatch watch = watch(() -> {}, () -> looks.incrementAndGet() % 3 == 0)) {
            watch.start();
            assertThat(reports.poll(4 * STALLED_MS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    private MembershipWatch watch(Runnable probe, BooleanSupplier delivered) {
        return new MembershipWatch(
                probe, delivered, STALLED_MS, TICK_MS, (detail, dump) -> reports.add(detail + "\n" + dump));
    }

    private static void hang(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
