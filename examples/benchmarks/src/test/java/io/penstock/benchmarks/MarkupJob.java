// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;

/** A job whose every word is an attack on whoever shows it as markup; fails once, so that its failure is shown too. */
public final class MarkupJob implements JobProgram {
    static final String ATTACK =
            "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">";

    @Override
    public void define(JobBuilder job) {
        job.name(ATTACK).option("restart.strategy", "none");
        job.source(ATTACK, Sources.numbers(0, 10))
                .map(n -> {
                    if (n == 7) throw new IllegalStateException(ATTACK);
                    return n;
                })
                .name("map " + ATTACK)
                .sinkTo("out", Sinks.discard());
    }
}
