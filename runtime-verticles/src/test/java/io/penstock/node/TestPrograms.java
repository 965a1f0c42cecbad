// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import java.nio.file.Path;
import java.time.Duration;

/** Programs that tests put into jars. */
public final class TestPrograms {
    private TestPrograms() {}

    /** Sums numbers per last digit and discards the sums. */
    public static final class Sums implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.name("sums");
            job.source("numbers", Sources.numbers(0, 1_000))
                    .keyBy(n -> n % 10)
                    .reduce(Long::sum)
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** Never ends, and each of its tasks sends to each worker. */
    public static final class EndlessSums implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.source("numbers", Sources.generator(n -> n, 10_000))
                    .keyBy(n -> n % 100)
                    .reduce(Long::sum)
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** Never ends. */
    public static final class Endless implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.source("ticks", Sources.generator(n -> n, 100)).sinkTo("out", Sinks.discard());
        }
    }

    /** Reads the lines of the files in a directory, and waits for more. */
    public static final class Lines implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.name("lines");
            job.source("text", Sources.watchTextFiles(Path.of(job.args().get(0)), Duration.ofMillis(20)))
                    .keyBy(line -> line)
                    .keyType(String.class)
                    .reduce((first, second) -> first)
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** Throws at once. */
    public static final class Throwing implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            throw new IllegalArgumentException("no --input given");
        }
    }

    /** Sends records that cannot be sent. */
    public static final class Unsendable implements JobProgram {
        /** Has a price that is no value. */
        public record Line(String article, java.awt.Color price) {}

        /** Has such lines. */
        public record Order(long id, java.util.List<Line> lines) {}

        @Override
        public void define(JobBuilder job) {
            job.source("numbers", Sources.numbers(0, 10))
                    .map(n -> new Order(n, java.util.List.of()))
                    .name("orders")
                    .keyBy(order -> order.id())
                    .reduce((first, second) -> first)
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** Fails when it meets the number 7. */
    public static final class Failing implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.option("restart.strategy", "none");
            job.source("numbers", Sources.numbers(0, 10))
                    .map(n -> {
                        if (n == 7) throw new IllegalStateException("seven is too much");
                        return n;
                    })
                    .name("checked")
                    .sinkTo("out", Sinks.discard());
        }
    }

    /** No program. */
    public static final class NoProgram {}

    /** A program that cannot be made. */
    public static final class NoConstructor implements JobProgram {
        public NoConstructor(int unused) {}

        @Override
        public void define(JobBuilder job) {}
    }
}
