// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Many seeds, on all cores: each world is a thing of its own, so that they know nothing of each other. */
final class Campaign {
    private static final long PROGRESS_SEEDS = 100_000;

    private final long from;
    private final long to;
    private final int failuresMax;
    private final AtomicLong next;
    private final LongAdder events = new LongAdder();
    private final List<SeededRun.Failure> failures = new ArrayList<>();
    private final List<Throwable> deaths = Collections.synchronizedList(new ArrayList<>());
    private SeededRun.Tally sum = new SeededRun.Tally(0, 0, 0, 0, 0, 0);
    private final long startNs = System.nanoTime();

    /** From one seed to another, both included; ends early with that many failures. */
    Campaign(long from, long to, int failuresMax) {
        this.from = from;
        this.to = to;
        this.failuresMax = failuresMax;
        this.next = new AtomicLong(from);
    }

    /** {@code N} or {@code FROM-TO}. */
    static Campaign of(String seeds, int failuresMax) {
        String[] ends = seeds.split("-", 2);
        return ends.length == 1
                ? new Campaign(1, Long.parseLong(ends[0]), failuresMax)
                : new Campaign(Long.parseLong(ends[0]), Long.parseLong(ends[1]), failuresMax);
    }

    /** Runs them, up to a few failures; gives those, and says how fast it went. */
    List<SeededRun.Failure> run() {
        int threads = (int) Math.min(
                to - from + 1,
                Integer.getInteger("simulation.threads", Runtime.getRuntime().availableProcessors()));
        var others = new ArrayList<Thread>();
        for (int i = 1; i < threads; i++) {
            var other = new Thread(this::work, "simulation-" + i);
            other.setUncaughtExceptionHandler((thread, death) -> deaths.add(death));
            other.start();
            others.add(other);
        }
        work();
        for (Thread other : others) join(other);
        if (!deaths.isEmpty()) throw new AssertionError("the simulator itself broke", deaths.get(0));
        say(Math.min(next.get() - 1, to), threads);
        return failures;
    }

    /** What happened in all runs that ended well. */
    SeededRun.Tally sum() {
        synchronized (failures) {
            return sum;
        }
    }

    private void work() {
        for (long seed = next.getAndIncrement(); seed <= to && !enough(); seed = next.getAndIncrement()) {
            try {
                SeededRun.Tally tally = SeededRun.of(seed);
                events.add(tally.events());
                synchronized (failures) {
                    sum = sum.plus(tally);
                }
            } catch (SeededRun.Failure failure) {
                synchronized (failures) {
                    failures.add(failure);
                }
            }
            if ((seed - from + 1) % PROGRESS_SEEDS == 0) say(seed, 0);
        }
    }

    private boolean enough() {
        synchronized (failures) {
            return failures.size() >= failuresMax;
        }
    }

    private void say(long seed, int threads) {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        long seeds = seed - from + 1;
        System.out.printf(
                "simulation: %d seeds, %d events, %.0f s, %.0f seeds/s%s%n",
                seeds, events.sum(), seconds, seeds / seconds, threads == 0 ? "" : " on " + threads + " threads");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
