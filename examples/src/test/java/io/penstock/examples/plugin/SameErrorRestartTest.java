// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.JobFailedException;
import io.penstock.api.Penstock;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.core.failover.RestartStrategyFactory;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SameErrorRestartTest {
    @Test
    void aPoisonedRecordIsTriedAsOftenAsConfiguredAndNoMore() {
        var tries = new AtomicInteger();
        assertThatThrownBy(() -> Penstock.local().run(job -> {
                    job.option("restart.strategy", "same-error").option(SameErrorRestart.TIMES, "4");
                    job.source("numbers", Sources.numbers(0, 10))
                            .parallelism(1)
                            .map(x -> {
                                if (x == 7)
                                    throw new IllegalStateException("poison, try " + (tries.incrementAndGet() > 0));
                                return x;
                            })
                            .parallelism(1)
                            .sinkTo("discard", Sinks.discard())
                            .parallelism(1);
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("poison");
        assertThat(tries).hasValue(4);
    }

    @Test
    void theServiceLoaderFindsIt() {
        assertThat(ServiceLoader.load(RestartStrategyFactory.class))
                .extracting(RestartStrategyFactory::name)
                .contains("same-error");
    }
}
