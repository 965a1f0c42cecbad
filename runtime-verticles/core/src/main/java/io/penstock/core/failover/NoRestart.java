// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import java.util.SortedMap;

/** The first failure ends the job. */
final class NoRestart implements RestartStrategyFactory {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public RestartStrategy create(SortedMap<String, String> options, long seed) {
        return (failure, nowMs) -> RestartStrategy.Decision.giveUp("restart.strategy is none");
    }
}
