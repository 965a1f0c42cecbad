// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import java.util.List;

/** The restart strategies that are built in. */
public final class RestartStrategies {
    /**
     * Option of {@code exponential-delay}: the job fails when the user's code has failed in the same way more often
     * than that in a row, with no progress in between. 0: never.
     */
    public static final String SAME_FAILURES_MAX = "restart.sameFailuresMax";

    private RestartStrategies() {}

    /** {@code exponential-delay} (the default), {@code fixed-delay}, {@code failure-rate}, {@code none}. */
    public static List<RestartStrategyFactory> all() {
        return List.of(
                new ExponentialDelay.Factory(), new FixedDelay.Factory(), new FailureRate.Factory(), new NoRestart());
    }
}
