// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples.plugin;

import io.penstock.core.failover.RestartStrategy;
import io.penstock.core.failover.RestartStrategyFactory;
import io.penstock.core.failover.StrategyOptions;
import io.penstock.core.message.TaskFailure;
import java.util.List;
import java.util.SortedMap;

/**
 * A plug-in: restarts at once, but gives up when the same error comes several times in a row, as it does when a record
 * is poisoned. Put the jar into a coordinator's plug-in folder and submit a job with the option
 * {@code restart.strategy=same-error}.
 */
public final class SameErrorRestart implements RestartStrategyFactory {
    static final String TIMES = "restart.same-error.times";

    @Override
    public String name() {
        return "same-error";
    }

    @Override
    public List<String> options() {
        return List.of(TIMES);
    }

    @Override
    public RestartStrategy create(SortedMap<String, String> options, long seed) {
        long times = new StrategyOptions(options).whole(TIMES, 3, 1, 1_000);
        return new RestartStrategy() {
            private String last = "";
            private long inARow;

            @Override
            public Decision onFailure(TaskFailure failure, long nowMs) {
                String error = failure.className() + ": " + failure.message();
                inARow = error.equals(last) ? inARow + 1 : 1;
                last = error;
                return inARow < times ? Decision.after(0) : Decision.giveUp(times + " times in a row: " + error);
            }
        };
    }
}
