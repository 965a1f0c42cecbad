// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobFailedException;
import io.penstock.api.JobResult;
import io.penstock.api.Penstock;
import io.penstock.api.RunningJob;
import io.penstock.api.Serializer;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalRuntimeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void numbersAreMappedKeyedReducedAndCollected() {
        CollectSink<Long> sums = Sinks.collect();
        JobResult result = Penstock.local().withTimeout(LIMIT).run(job -> {
            job.name("sums");
            job.source("numbers", Sources.numbers(0, 100))
                    .map(n -> n * 2)
                    .keyBy(n -> n % 10)
                    .reduce(Long::sum)
                    .sinkTo("sums", sums);
        });
        assertThat(result.name()).isEqualTo("sums");
        assertThat(sums.values()).hasSize(5);
    }

    @Test
    void twoWorkersExchangeRecordsAndBatchPartitions() {
        for (ExecutionMode mode : List.of(ExecutionMode.STREAMING, ExecutionMode.BATCH)) {
            CollectSink<Long> sums = Sinks.collect();
            Penstock.local().withWorkers(2).withSlots(2).withTimeout(LIMIT).run(job -> {
                job.parallelism(4).mode(mode);
                job.source("numbers", Sources.numbers(0, 10_000))
                        .keyBy(n -> n % 10)
                        .reduce(Long::sum)
                        .sinkTo("sums", sums);
            });
            long highest = sums.values().stream().mapToLong(n -> n).max().orElseThrow();
            assertThat(highest).as("%s", mode).isEqualTo(9 * 1_000 + 10 * 999 * 1_000 / 2);
        }
    }

    @Test
    void aFailingFunctionFailsTheJobWithItsWordsAndOperator() {
        assertThatThrownBy(() -> Penstock.local().withTimeout(LIMIT).run(job -> {
                    job.option("restart.strategy", "none");
                    job.source("numbers", Sources.numbers(0, 10))
                            .map(n -> {
                                if (n == 7) throw new IllegalStateException("seven is too much");
                                return n;
                            })
                            .name("checked")
                            .sinkTo("out", Sinks.discard());
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("seven is too much")
                .hasMessageContaining("checked");
    }

    @Test
    void anInputThatIsNotThereFailsTheJobAtOnceWhateverTheRestartStrategy() {
        assertThatThrownBy(() -> Penstock.local().withTimeout(LIMIT).run(job -> {
                    job.option("restart.initialBackoffMs", "31536000000");
                    job.option("restart.maxBackoffMs", "31536000000");
                    job.source("lines", Sources.textFiles(Path.of("nowhere", "words.txt")))
                            .sinkTo("out", Sinks.discard());
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("words.txt")
                .hasMessageContaining("there is no such file or directory");
    }

    @Test
    void aBoundedJobThatAlwaysFailsInTheSameWayFailsInTheEnd() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> Penstock.local().withTimeout(LIMIT).run(job -> {
                    job.option("restart.initialBackoffMs", "1");
                    job.option("restart.maxBackoffMs", "1");
                    job.source("numbers", Sources.numbers(0, 10))
                            .map(n -> {
                                throw new IllegalStateException("try " + tries.incrementAndGet());
                            })
                            .sinkTo("out", Sinks.discard());
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("try 9");
        assertThat(tries).hasValue(9);
    }

    @Test
    void anUnboundedJobIsCancelled() {
        AtomicInteger seen = new AtomicInteger();
        try (RunningJob running = Penstock.local()
                .withTimeout(LIMIT)
                .start(job -> job.source("ticks", Sources.generator(n -> n, 1000))
                        .sinkTo("count", Sinks.forEach(n -> seen.incrementAndGet())))) {
            while (seen.get() == 0) Thread.onSpinWait();
            assertThat(running.status()).isEqualTo("RUNNING");
            running.cancel();
            assertThat(running.status()).isEqualTo("CANCELED");
            assertThatThrownBy(running::await).isInstanceOf(JobFailedException.class);
        }
    }

    @Test
    void aLambdaMayCaptureWhatIsNotSerializable() {
        Object lock = new Object();
        Thread here = Thread.currentThread();
        CollectSink<String> seen = Sinks.collect();
        Penstock.local()
                .withTimeout(LIMIT)
                .run(job -> job.source("numbers", Sources.numbers(0, 3))
                        .map(n -> {
                            synchronized (lock) {
                                return here.getName() + n;
                            }
                        })
                        .sinkTo("seen", seen));
        assertThat(seen.values()).containsExactlyInAnyOrder(here.getName() + 0, here.getName() + 1, here.getName() + 2);
    }

    @Test
    void aProgramThatBuildsAnotherStructureEachTimeIsRefusedWithTheFirstDifference() {
        AtomicInteger evaluations = new AtomicInteger();
        assertThatThrownBy(() -> Penstock.local().withTimeout(LIMIT).run(job -> {
                    int operators = evaluations.incrementAndGet();
                    DataStream<Long> stream =
                            job.source("numbers", Sources.numbers(0, 10)).parallelism(2);
                    for (int i = 0; i < operators; i++) stream = stream.map(n -> n + 1);
                    stream.sinkTo("out", Sinks.discard());
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("structure")
                .hasMessageContaining("when the job was submitted");
    }

    @Test
    void aProgramThatThrowsIsRefusedAtTheDoor() {
        assertThatThrownBy(() -> Penstock.local().withTimeout(LIMIT).run(job -> {
                    throw new IllegalArgumentException("no --input given");
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("no --input given");
    }

    record Line(String article, java.awt.Color price) {}

    record Order(long id, List<Line> lines) {}

    static final class Colors implements Serializer<java.awt.Color> {
        @Override
        public void write(java.awt.Color color, DataOutput out) throws IOException {
            out.writeInt(color.getRGB());
        }

        @Override
        public java.awt.Color read(DataInput in) throws IOException {
            return new java.awt.Color(in.readInt(), true);
        }
    }

    private static void orders(JobBuilder job, Sink<Order> out) {
        job.parallelism(4);
        job.source("numbers", Sources.numbers(0, 100))
                .map(n -> new Order(n % 10, List.of(new Line("a" + n, new java.awt.Color((int) (long) n)))))
                .name("orders")
                .keyBy(Order::id)
                .reduce((first, second) -> first.lines().get(0).price().getRGB()
                                > second.lines().get(0).price().getRGB()
                        ? first
                        : second)
                .sinkTo("out", out);
    }

    @Test
    void aRecordThatCannotBeSentIsRefusedAtTheDoorByItsPath() {
        assertThatThrownBy(() -> Penstock.local().withTimeout(LIMIT).run(job -> orders(job, Sinks.discard())))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("operator 'orders': Order.lines[].price: java.awt.Color can't be sent between"
                        + " tasks: it is a class of the Java platform that is more than a plain value; use a plain"
                        + " value instead, or give the job a serializer for it: job.serializer(Color.class, ...)");
    }

    @Test
    void aSerializerOfTheJobsOwnSendsItBetweenWorkers() {
        for (ExecutionMode mode : List.of(ExecutionMode.STREAMING, ExecutionMode.BATCH)) {
            CollectSink<Order> out = Sinks.collect();
            Penstock.local().withWorkers(2).withSlots(2).withTimeout(LIMIT).run(job -> {
                job.mode(mode).serializer(java.awt.Color.class, new Colors());
                orders(job, out);
            });
            assertThat(out.values())
                    .as("%s", mode)
                    .contains(new Order(9, List.of(new Line("a99", new java.awt.Color(99)))));
        }
    }

    @Test
    void aJobThatTakesTooLongFailsWithItsState() {
        assertThatThrownBy(() -> Penstock.local()
                        .withTimeout(Duration.ofMillis(500))
                        .run(job -> job.source("ticks", Sources.generator(n -> n, 10))
                                .sinkTo("out", Sinks.discard())))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("PT0.5S");
    }

    @Test
    void aJobThatNeedsMoreSlotsThanThereAreSaysSo() throws Exception {
        try (RunningJob running = Penstock.local()
                .withSlots(1)
                .withTimeout(LIMIT)
                .start(job -> {
                    job.parallelism(4);
                    job.source("ticks", Sources.generator(n -> n, 10)).sinkTo("out", Sinks.discard());
                })) {
            assertThat(running.status()).isIn("CREATED", "RUNNING");
        }
    }
}
