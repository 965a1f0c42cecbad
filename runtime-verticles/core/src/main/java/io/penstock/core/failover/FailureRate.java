// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import io.penstock.core.message.TaskFailure;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;

/** The same pause before each restart; gives up when more than so many failures fall into an interval. */
final class FailureRate implements RestartStrategy {
    private final long delayMs;
    private final long failuresMax;
    private final long withinMs;

    /** Times of the failures within the interval, oldest first; at most {@code failuresMax}. */
    private final ArrayDeque<Long> recentMs = new ArrayDeque<>();

    private FailureRate(long delayMs, long failuresMax, long withinMs) {
        this.delayMs = delayMs;
        this.failuresMax = failuresMax;
        this.withinMs = withinMs;
    }

    @Override
    public Decision onFailure(TaskFailure failure, long nowMs) {
        while (!recentMs.isEmpty() && recentMs.element() <= nowMs - withinMs) recentMs.remove();
        if (recentMs.size() >= failuresMax) {
            return Decision.giveUp("more than " + failuresMax + " failures within " + withinMs + " ms");
        }
        recentMs.add(nowMs);
        return Decision.after(delayMs);
    }

    /** Makes them. */
    static final class Factory implements RestartStrategyFactory {
        private static final String FAILURES = "restart.failuresMax";
        private static final String WITHIN = "restart.failuresWithinMs";

        @Override
        public String name() {
            return "failure-rate";
        }

        @Override
        public List<String> options() {
            return List.of(FixedDelay.Factory.DELAY, FAILURES, WITHIN);
        }

        @Override
        public RestartStrategy create(SortedMap<String, String> options, long seed) {
            var read = new StrategyOptions(options);
            return new FailureRate(
                    read.millis(FixedDelay.Factory.DELAY, 1_000, 0),
                    read.whole(FAILURES, 5, 1, 1_000_000),
                    read.millis(WITHIN, 60_000, 1));
        }
    }
}
