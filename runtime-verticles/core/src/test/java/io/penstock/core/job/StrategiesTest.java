// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.core.failover.FailoverStrategies;
import io.penstock.core.failover.FailoverStrategy;
import io.penstock.core.failover.FailoverStrategyFactory;
import io.penstock.core.scheduling.SchedulingStrategies;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StrategiesTest {
    private record Plugin(String name) implements FailoverStrategyFactory {
        @Override
        public List<String> options() {
            return List.of("failover.mine.depth");
        }

        @Override
        public FailoverStrategy create(SortedMap<String, String> options) {
            return FailoverStrategies.ALL;
        }
    }

    @Test
    void withoutOptionsTheDefaultsAreChosen() {
        JobStrategies chosen = Strategies.BUILT_IN.choose(options(), 0);
        assertThat(chosen.scheduling()).isSameAs(SchedulingStrategies.PIPELINED_REGION);
        assertThat(chosen.failover()).isSameAs(FailoverStrategies.REGION);
        assertThat(chosen.restart().getClass().getSimpleName()).isEqualTo("ExponentialDelay");
    }

    @Test
    void anUnknownNameIsAnErrorWithTheNearestOne() {
        assertThat(Strategies.BUILT_IN.problems(options("restart.strategy", "fixeddelay")))
                .containsExactly(
                        "restart.strategy: no strategy is named 'fixeddelay'; did you mean fixed-delay?; there are "
                                + "exponential-delay, failure-rate, fixed-delay, none");
        assertThat(Strategies.BUILT_IN.problems(options("failover.strategy", "xyz")))
                .containsExactly("failover.strategy: no strategy is named 'xyz'; there are all, individual, region");
    }

    @Test
    void anUnknownOptionIsAnErrorWithTheNearestOne() {
        assertThat(Strategies.BUILT_IN.problems(options("restart.delayMS", "1")))
                .containsExactly("restart.delayMS: no such option; did you mean restart.delayMs?");
    }

    @Test
    void everyProblemIsToldAtOnce() {
        var wrong = options(
                "restart.strategy", "none", "failover.strategy", "regin", "restart.delayMs", "1", "scheduling.x", "");
        assertThatThrownBy(() -> Strategies.BUILT_IN.choose(wrong, 0))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("did you mean region?")
                .hasMessageContaining("scheduling.x: no such option");
    }

    @Test
    void anOptionOfAnotherStrategyOfTheSameKindIsNoProblem() {
        assertThat(Strategies.BUILT_IN.problems(options("restart.strategy", "none", "restart.delayMs", "1")))
                .isEmpty();
    }

    @Test
    void jobOptionsWinOverDefaults() {
        var strategies = new Strategies(List.of(), List.of(), List.of(), options("failover.strategy", "all"));
        assertThat(strategies.choose(options(), 0).failover()).isSameAs(FailoverStrategies.ALL);
        assertThat(strategies
                        .choose(options("failover.strategy", "individual"), 0)
                        .failover())
                .isSameAs(FailoverStrategies.INDIVIDUAL);
    }

    @Test
    void aPluginIsFoundByNameAndBringsItsOptions() {
        var strategies =
                new Strategies(List.of(), List.of(new Plugin("mine")), List.of(), Collections.emptySortedMap());
        assertThat(strategies.problems(options("failover.strategy", "mine", "failover.mine.depth", "3")))
                .isEmpty();
        assertThat(strategies.names().get("failover.strategy")).containsExactly("all", "individual", "mine", "region");
    }

    @Test
    void twoStrategiesOfOneNameAreRefused() {
        assertThatThrownBy(() -> new Strategies(
                        List.of(), List.of(new Plugin("region")), List.of(), Collections.emptySortedMap()))
                .hasMessage("failover.strategy: two strategies are named 'region'");
    }

    private static SortedMap<String, String> options(String... keysAndValues) {
        var options = new TreeMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) options.put(keysAndValues[i], keysAndValues[i + 1]);
        return options;
    }
}
