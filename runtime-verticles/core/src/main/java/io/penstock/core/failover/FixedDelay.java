// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import io.penstock.core.message.TaskFailure;
import java.util.List;
import java.util.SortedMap;

/** The same pause before each restart; gives up after a number of them. */
final class FixedDelay implements RestartStrategy {
    private final long delayMs;
    private final long attemptsMax;
    private long attempts;

    private FixedDelay(long delayMs, long attemptsMax) {
        this.delayMs = delayMs;
        this.attemptsMax = attemptsMax;
    }

    @Override
    public Decision onFailure(TaskFailure failure, long nowMs) {
        if (attempts >= attemptsMax) return Decision.giveUp("all " + attemptsMax + " restarts are used up");
        attempts++;
        return Decision.after(delayMs);
    }

    /** Makes them. */
    static final class Factory implements RestartStrategyFactory {
        static final String DELAY = "restart.delayMs";
        private static final String ATTEMPTS = "restart.attemptsMax";

        @Override
        public String name() {
            return "fixed-delay";
        }

        @Override
        public List<String> options() {
            return List.of(DELAY, ATTEMPTS);
        }

        @Override
        public RestartStrategy create(SortedMap<String, String> options, long seed) {
            var read = new StrategyOptions(options);
            return new FixedDelay(read.millis(DELAY, 1_000, 0), read.whole(ATTEMPTS, 10, 0, Integer.MAX_VALUE));
        }
    }
}
