// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import io.penstock.core.message.TaskFailure;
import java.util.List;
import java.util.SortedMap;

/**
 * A pause that grows with each failure up to a limit, and starts small again after a quiet time. Never gives up, unless
 * the user's code fails in the same way again and again while the job gets nowhere, and that is limited.
 *
 * <p>Failures that arrive before the restart they would cause are one with the failure that caused it: ten regions that
 * lose the same database do not make the pause a thousand times longer. Jitter keeps jobs that failed together from
 * coming back together.
 *
 * <p>Who lost its worker, or the connection to one, and got on since it last did, starts again at once and is not held
 * to have failed by itself: the pause is for what may be broken still, such as a database.
 */
final class ExponentialDelay implements RestartStrategy {
    private static final String SAME_MAX = RestartStrategies.SAME_FAILURES_MAX;

    private final long initialMs;
    private final long maxMs;
    private final double multiplier;
    private final double jitter;
    private final long resetAfterMs;
    /** 0: any number. */
    private final int sameMax;

    private String same = "";
    private int sameInRow;
    private long dice;
    private double delayMs;
    private long restartAtMs = Long.MIN_VALUE;
    /** When a loss was last answered without a pause. */
    private long lostAtMs;

    private boolean gotOn = true;

    private ExponentialDelay(StrategyOptions read, long seed) {
        initialMs = read.millis(Factory.INITIAL, 100, 1);
        maxMs = read.millis(Factory.MAX, 60_000, 1);
        multiplier = read.real(Factory.MULTIPLIER, 2, 1, 100);
        jitter = read.real(Factory.JITTER, 0.1, 0, 1);
        resetAfterMs = read.millis(Factory.RESET, 600_000, 1);
        sameMax = (int) read.whole(SAME_MAX, 0, 0, Integer.MAX_VALUE);
        if (maxMs < initialMs) {
            throw new IllegalArgumentException(Factory.MAX + ": must not be below " + Factory.INITIAL + " (" + initialMs
                    + "), not '" + maxMs + "'");
        }
        dice = seed;
    }

    @Override
    public Decision onFailure(TaskFailure failure, long nowMs) {
        if (nowMs < restartAtMs) return Decision.after(restartAtMs - nowMs);
        if (isLoss(failure) && (gotOn || nowMs - lostAtMs >= resetAfterMs)) {
            gotOn = false;
            lostAtMs = nowMs;
            return Decision.after(0);
        }
        if (isTheSameTooOften(failure)) {
            return Decision.giveUp("the same failure " + sameInRow + " times in a row and no progress in between; "
                    + SAME_MAX + " allows " + sameMax);
        }
        boolean first = restartAtMs == Long.MIN_VALUE || nowMs - restartAtMs >= resetAfterMs;
        delayMs = first ? initialMs : Math.min((double) maxMs, delayMs * multiplier);
        long jittered = Math.max(1, Math.round(delayMs * (1 + jitter * roll())));
        restartAtMs = nowMs + Math.min(maxMs, jittered);
        return Decision.after(restartAtMs - nowMs);
    }

    @Override
    public void onProgress(long nowMs) {
        sameInRow = 0;
        gotOn = true;
    }

    private static boolean isLoss(TaskFailure failure) {
        return failure.kind() == TaskFailure.Kind.WORKER_LOST || failure.kind() == TaskFailure.Kind.CHANNEL_LOST;
    }

    private boolean isTheSameTooOften(TaskFailure failure) {
        if (sameMax == 0 || failure.kind() != TaskFailure.Kind.USER_CODE) return false;
        String sort = failure.className() + " in " + failure.operator();
        sameInRow = sort.equals(same) ? sameInRow + 1 : 1;
        same = sort;
        return sameInRow > sameMax;
    }

    /** From -1 to 1 (SplitMix64). */
    private double roll() {
        dice += 0x9E3779B97F4A7C15L;
        long mixed = (dice ^ (dice >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >> 11) / (double) (1L << 52);
    }

    /** Makes them. */
    static final class Factory implements RestartStrategyFactory {
        private static final String INITIAL = "restart.initialBackoffMs";
        private static final String MAX = "restart.maxBackoffMs";
        private static final String MULTIPLIER = "restart.backoffMultiplier";
        private static final String JITTER = "restart.jitter";
        private static final String RESET = "restart.resetAfterMs";

        @Override
        public String name() {
            return "exponential-delay";
        }

        @Override
        public List<String> options() {
            return List.of(INITIAL, MAX, MULTIPLIER, JITTER, RESET, SAME_MAX);
        }

        @Override
        public RestartStrategy create(SortedMap<String, String> options, long seed) {
            return new ExponentialDelay(new StrategyOptions(options), seed);
        }
    }
}
