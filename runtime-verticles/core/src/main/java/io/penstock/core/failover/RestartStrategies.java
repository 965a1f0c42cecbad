// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import java.util.List;

/** The restart strategies that are built in. */
public final class RestartStrategies {
    private RestartStrategies() {}

    /** {@code exponential-delay} (the default), {@code fixed-delay}, {@code failure-rate}, {@code none}. */
    public static List<RestartStrategyFactory> all() {
        return List.of(
                new ExponentialDelay.Factory(), new FixedDelay.Factory(), new FailureRate.Factory(), new NoRestart());
    }
}
