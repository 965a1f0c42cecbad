// SPDX-License-Identifier: Apache-2.0
package io.penstock.compatibility;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;

/** Programs that the tests submit. */
public final class Programs {
    private Programs() {}

    /** Never ends: two vertices, records flow. */
    public static final class Endless implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.name("endless");
            job.source("ticks", Sources.generator(n -> n, 1_000))
                    .keyBy(n -> n % 10)
                    .reduce(Long::sum)
                    .name("sums")
                    .uid("sums")
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** Ends at once. */
    public static final class Brief implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.name("short");
            job.source("numbers", Sources.numbers(0, 1_000))
                    .keyBy(n -> n % 10)
                    .reduce(Long::sum)
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** Fails when it meets the number 7. */
    public static final class Failing implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.name("failing").option("restart.strategy", "none");
            job.source("numbers", Sources.numbers(0, 10))
                    .map(n -> {
                        if (n == 7) throw new IllegalStateException("seven is too much");
                        return n;
                    })
                    .sinkTo("out", Sinks.discard());
        }
    }
}
