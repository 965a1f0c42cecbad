// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.core.failover.RestartStrategy.Decision;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RestartStrategiesTest {
    private static final TaskFailure BOOM = TaskFailure.of(TaskFailure.Kind.USER_CODE, "boom");

    @Test
    void exponentialDelayDoublesUpToItsLimitAndStartsSmallAfterQuiet() {
        RestartStrategy strategy =
                create("exponential-delay", 1, "restart.jitter", "0", "restart.maxBackoffMs", "1000");
        long nowMs = 0;
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Decision decision = strategy.onFailure(BOOM, nowMs);
            delays.add(decision.delayMs());
            nowMs += decision.delayMs() + 1;
        }
        assertThat(delays).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
        assertThat(strategy.onFailure(BOOM, nowMs + 600_000).delayMs()).isEqualTo(100);
    }

    @Test
    void failuresBeforeTheRestartTheyWouldCauseAreOneFailure() {
        RestartStrategy strategy = create("exponential-delay", 1, "restart.jitter", "0");
        assertThat(strategy.onFailure(BOOM, 0).delayMs()).isEqualTo(100);
        assertThat(strategy.onFailure(BOOM, 30).delayMs()).isEqualTo(70);
        assertThat(strategy.onFailure(BOOM, 99).delayMs()).isEqualTo(1);
        assertThat(strategy.onFailure(BOOM, 100).delayMs()).isEqualTo(200);
    }

    @Test
    void aLostWorkerIsNoReasonToWaitUnlessItIsLostAgainBeforeTheJobGotOn() {
        RestartStrategy strategy = create("exponential-delay", 1, "restart.jitter", "0");
        TaskFailure lost = TaskFailure.of(TaskFailure.Kind.WORKER_LOST, "w1");
        TaskFailure cutOff = TaskFailure.of(TaskFailure.Kind.CHANNEL_LOST, "to w1");
        assertThat(strategy.onFailure(cutOff, 0)).isEqualTo(Decision.after(0));
        assertThat(strategy.onFailure(lost, 5)).isEqualTo(Decision.after(100));
        strategy.onProgress(1_000);
        assertThat(strategy.onFailure(lost, 2_000)).isEqualTo(Decision.after(0));
        assertThat(strategy.onFailure(BOOM, 3_000)).isEqualTo(Decision.after(200));
        assertThat(strategy.onFailure(lost, 603_000)).isEqualTo(Decision.after(0));
    }

    @Test
    void jitterStaysInItsBoundsAndIsTheSameForTheSameSeed() {
        List<Long> delays = new ArrayList<>();
        for (long seed = 0; seed < 200; seed++) {
            delays.add(create("exponential-delay", seed, "restart.jitter", "0.5")
                    .onFailure(BOOM, 0)
                    .delayMs());
        }
        assertThat(delays).allMatch(delay -> delay >= 50 && delay <= 150);
        assertThat(delays.stream().distinct().count()).isGreaterThan(50);
        assertThat(create("exponential-delay", 7, "restart.jitter", "0.5")
                        .onFailure(BOOM, 0)
                        .delayMs())
                .isEqualTo(delays.get(7));
    }

    @Test
    void fixedDelayGivesUpWhenItsRestartsAreUsedUp() {
        RestartStrategy strategy = create("fixed-delay", 0, "restart.delayMs", "5", "restart.attemptsMax", "2");
        assertThat(strategy.onFailure(BOOM, 0)).isEqualTo(Decision.after(5));
        assertThat(strategy.onFailure(BOOM, 9)).isEqualTo(Decision.after(5));
        assertThat(strategy.onFailure(BOOM, 10)).isEqualTo(Decision.giveUp("all 2 restarts are used up"));
    }

    @Test
    void failureRateForgetsWhatIsOlderThanItsInterval() {
        RestartStrategy strategy =
                create("failure-rate", 0, "restart.failuresMax", "2", "restart.failuresWithinMs", "100");
        assertThat(strategy.onFailure(BOOM, 0).restart()).isTrue();
        assertThat(strategy.onFailure(BOOM, 50).restart()).isTrue();
        assertThat(strategy.onFailure(BOOM, 100).restart()).isTrue();
        assertThat(strategy.onFailure(BOOM, 149)).isEqualTo(Decision.giveUp("more than 2 failures within 100 ms"));
    }

    @Test
    void theSameFailureOverAndOverEndsTheJobUnlessItGetsOnInBetween() {
        RestartStrategy strategy = create("exponential-delay", 0, RestartStrategies.SAME_FAILURES_MAX, "2");
        TaskFailure other =
                new TaskFailure(TaskFailure.Kind.USER_CODE, "java.io.IOException", "another", "", "sink", null);
        TaskFailure lost = TaskFailure.of(TaskFailure.Kind.WORKER_LOST, "w1");
        long nowMs = 0;
        for (TaskFailure each : List.of(BOOM, BOOM, other, lost, BOOM, BOOM)) {
            assertThat(strategy.onFailure(each, nowMs += 100_000).restart()).isTrue();
        }
        strategy.onProgress(nowMs);
        assertThat(strategy.onFailure(BOOM, nowMs += 100_000).restart()).isTrue();
        assertThat(strategy.onFailure(BOOM, nowMs += 100_000).restart()).isTrue();
        assertThat(strategy.onFailure(BOOM, nowMs += 100_000))
                .isEqualTo(Decision.giveUp("the same failure 3 times in a row and no progress in between; "
                        + "restart.sameFailuresMax allows 2"));
    }

    @Test
    void noneGivesUpAtOnce() {
        assertThat(create("none", 0).onFailure(BOOM, 0).restart()).isFalse();
    }

    @Test
    void anUnusableValueNamesKeyValueAndWhatIsAllowed() {
        assertThatThrownBy(() -> create("fixed-delay", 0, "restart.delayMs", "soon"))
                .hasMessage("restart.delayMs: must be a whole number from 0 to 31536000000, not 'soon'");
        assertThatThrownBy(() -> create("exponential-delay", 0, "restart.jitter", "2"))
                .hasMessage("restart.jitter: must be a number from 0.0 to 1.0, not '2'");
        assertThatThrownBy(() -> create("exponential-delay", 0, "restart.maxBackoffMs", "99"))
                .hasMessageContaining("must not be below restart.initialBackoffMs (100)");
    }

    private static RestartStrategy create(String name, long seed, String... keysAndValues) {
        var options = new TreeMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) options.put(keysAndValues[i], keysAndValues[i + 1]);
        return RestartStrategies.all().stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow()
                .create(options, seed);
    }
}
