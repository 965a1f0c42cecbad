// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.Keyed;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.exchange.net.ChannelLostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelinedExchangeTest {
    @TempDir
    Path dir;

    record Word(String text, int line) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void wordCountOverTcpEqualsTheSequentialModel(int workers) throws Exception {
        int parallelism = 4;
        int lines = 20_000;
        JobGraph graph = Nodes.graph(parallelism, parallelism, ExchangePattern.HASH, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(workers)) {
            Placements placements = Nodes.roundRobin(graph, nodes.workers);
            Map<String, Long> counts = new ConcurrentHashMap<>();
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < parallelism; i++) {
                ExchangeService at = nodes.services.get(i % workers);
                runs.add(Run.consume(
                        at,
                        Nodes.wiring(graph, placements, 1, i, 1),
                        word -> counts.merge(((Word) word).text, 1L, Long::sum)));
                runs.add(Run.produce(
                        at,
                        Nodes.wiring(graph, placements, 0, i, 1),
                        lines,
                        words(i),
                        word -> ((Word) word).text.hashCode()));
            }
            for (Run run : runs) run.finishes();
            Map<String, Long> model = new TreeMap<>();
            for (int i = 0; i < parallelism; i++) {
                IntFunction<Object> words = words(i);
                for (int line = 0; line < lines; line++) model.merge(((Word) words.apply(line)).text, 1L, Long::sum);
            }
            assertThat(counts).isEqualTo(model);
        }
    }

    private static IntFunction<Object> words(int producer) {
        return line -> new Word("w" + new Random(producer * 31L + line).nextInt(500), line);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void rescaleMeetsInTheMiddle(int consumers) throws Exception {
        int producers = 3;
        JobGraph graph = Nodes.graph(producers, consumers, ExchangePattern.RESCALE, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.roundRobin(graph, nodes.workers);
            AtomicLong sum = new AtomicLong();
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                runs.add(Run.produce(
                        nodes.services.get(i % 2),
                        Nodes.wiring(graph, placements, 0, i, 1),
                        1_000,
                        n -> (long) n,
                        n -> ((Long) n).intValue()));
            }
            for (int i = 0; i < consumers; i++) {
                runs.add(Run.consume(
                        nodes.services.get(i % 2),
                        Nodes.wiring(graph, placements, 1, i, 1),
                        n -> sum.addAndGet((Long) n)));
            }
            for (Run run : runs) run.finishes();
            assertThat(sum).hasValue(3 * 999L * 1_000 / 2);
        }
    }

    /** With so many producers each channel may have two frames under way, so nearly every batch waits for credit. */
    @Test
    void theSmallestWindowLosesNothing() throws Exception {
        int producers = 600;
        JobGraph graph = Nodes.graph(producers, 2, ExchangePattern.HASH, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            AtomicLong sum = new AtomicLong();
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                runs.add(Run.produce(
                        nodes.services.get(0),
                        Nodes.wiring(graph, placements, 0, i, 1),
                        500,
                        n -> (long) n,
                        n -> ((Long) n).intValue()));
            }
            for (int i = 0; i < 2; i++) {
                runs.add(Run.consume(
                        nodes.services.get(1), Nodes.wiring(graph, placements, 1, i, 1), n -> sum.addAndGet((Long) n)));
            }
            for (Run run : runs) run.finishes();
            assertThat(sum).hasValue(producers * 499L * 500 / 2);
        }
    }

    @Test
    void batchesOfGiantRecordsAreCutAndArriveWhole() throws Exception {
        JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            AtomicLong chars = new AtomicLong();
            Run consumer = Run.consume(
                    nodes.services.get(1),
                    Nodes.wiring(graph, placements, 1, 0, 1),
                    text -> chars.addAndGet(((String) text).length()));
            Run producer = Run.produce(
                    nodes.services.get(0),
                    Nodes.wiring(graph, placements, 0, 0, 1),
                    300,
                    i -> "x".repeat(i % 50 == 0 ? 3_000_000 : 20_000),
                    text -> 0);
            producer.finishes();
            consumer.finishes();
            assertThat(chars).hasValue(6 * 3_000_000L + 294 * 20_000L);
        }
    }

    /** Both channels share the connection from node 0 to node 1. */
    @Test
    void aConsumerThatStandsStillBlocksNoOtherChannel() throws Exception {
        JobGraph graph = Nodes.graph(2, 2, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            ExchangeService from = nodes.services.get(0);
            ExchangeService to = nodes.services.get(1);
            AtomicLong slow = new AtomicLong();
            AtomicLong fast = new AtomicLong();
            int records = 100_000;
            Run still = Run.consume(to, Nodes.wiring(graph, placements, 1, 0, 1), n -> slow.incrementAndGet(), true);
            Run blocked = Run.produce(
                    from, Nodes.wiring(graph, placements, 0, 0, 1), records, i -> new Keyed<>("k", i), n -> 0);
            Run moving = Run.consume(to, Nodes.wiring(graph, placements, 1, 1, 1), n -> fast.incrementAndGet());
            Run.produce(from, Nodes.wiring(graph, placements, 0, 1, 1), records, i -> new Keyed<>("k", i), n -> 0)
                    .finishes();
            moving.finishes();
            assertThat(fast).hasValue(records);
            assertThat(blocked.isRunning()).isTrue();
            still.resume();
            blocked.finishes();
            still.finishes();
            assertThat(slow).hasValue(records);
        }
    }

    /** Consumer 0 on node 0 reads from nodes 0, 1 and 2; the way to node 1 leads through a proxy that is cut. */
    @Test
    void aCutConnectionFailsExactlyItsChannels() throws Exception {
        JobGraph graph = Nodes.graph(3, 2, ExchangePattern.HASH, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(3);
                CutProxy proxy = new CutProxy(nodes.workers.get(1).dataPort())) {
            List<WorkerInfo> asSeenByNode0 = new ArrayList<>(nodes.workers);
            asSeenByNode0.set(1, Nodes.worker(nodes.workers.get(1).node(), proxy.port()));
            Placements direct = Nodes.roundRobin(graph, nodes.workers);
            Placements proxied = Nodes.roundRobin(graph, asSeenByNode0);
            Lanes cut = new Lanes(Run.input(nodes.services.get(0), Nodes.wiring(graph, proxied, 1, 0, 1)));
            Lanes whole = new Lanes(Run.input(nodes.services.get(1), Nodes.wiring(graph, direct, 1, 1, 1)));
            List<OutputPort> producers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                producers.add(Run.output(nodes.services.get(i), Nodes.wiring(graph, direct, 0, i, 1)));
            }
            List<Sender> senders = producers.stream().map(Sender::new).toList();
            for (int i = 0; i < 3; i++) {
                for (int target = 0; target < 2; target++) {
                    senders.get(i).send(target, "before");
                }
            }
            for (int producer = 0; producer < 3; producer++) {
                assertThat(cut.next(producer)).isEqualTo("before");
                assertThat(whole.next(producer)).isEqualTo("before");
            }
            proxy.cut();
            assertThatThrownBy(() -> cut.next(1)).isInstanceOfSatisfying(ChannelLostException.class, lost -> {
                assertThat(lost.channel().producer()).isEqualTo(1);
                assertThat(lost.channel().consumer()).isZero();
                assertThat(lost.peer()).contains(nodes.workers.get(1).node().value());
            });
            assertThatThrownBy(() -> senders.get(1).sendUntilRefused(0)).isInstanceOf(ChannelLostException.class);
            for (int producer : new int[] {0, 2}) {
                senders.get(producer).send(0, "after");
                assertThat(cut.next(producer)).isEqualTo("after");
            }
            for (int producer = 0; producer < 3; producer++) {
                senders.get(producer).send(1, "after");
                assertThat(whole.next(producer)).isEqualTo("after");
            }
        }
    }

    @Test
    void aTaskWhoseChannelIsLostFailsAndAWholeOneFinishes() throws Exception {
        JobGraph graph = Nodes.graph(2, 2, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2);
                CutProxy proxy = new CutProxy(nodes.workers.get(0).dataPort())) {
            List<WorkerInfo> seen =
                    List.of(Nodes.worker(nodes.workers.get(0).node(), proxy.port()), nodes.workers.get(1));
            Placements placements = Nodes.apart(graph, seen, 0, 1, 1);
            CountDownLatch flowing = new CountDownLatch(5_000);
            Run consumer = Run.consume(
                    nodes.services.get(1), Nodes.wiring(graph, placements, 1, 0, 1), n -> flowing.countDown());
            Run producer = Run.produce(
                    nodes.services.get(0),
                    Nodes.wiring(graph, placements, 0, 0, 1),
                    Integer.MAX_VALUE,
                    i -> "record " + i,
                    n -> 0);
            Run idle = Run.consume(nodes.services.get(1), Nodes.wiring(graph, placements, 1, 1, 1), n -> {});
            assertThat(flowing.await(20, TimeUnit.SECONDS)).isTrue();
            proxy.cut();
            assertThat(consumer.fails(ChannelLostException.class)).hasMessageContaining("lost");
            producer.fails(ChannelLostException.class);
            idle.fails(ChannelLostException.class);
        }
    }

    @Test
    void aLostWorkerFailsItsChannelsAtOnce() throws Exception {
        JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            CountDownLatch flowing = new CountDownLatch(1);
            Run consumer = Run.consume(
                    nodes.services.get(1), Nodes.wiring(graph, placements, 1, 0, 1), n -> flowing.countDown());
            Run producer = Run.produce(
                    nodes.services.get(0), Nodes.wiring(graph, placements, 0, 0, 1), Integer.MAX_VALUE, i -> i, n -> 0);
            assertThat(flowing.await(20, TimeUnit.SECONDS)).isTrue();
            nodes.services.get(1).workerLost(nodes.workers.get(0).node());
            consumer.fails(ChannelLostException.class);
            producer.fails(ChannelLostException.class);
        }
    }

    @Test
    void aConsumerWaitsForItsProducerAndNotForever() throws Exception {
        JobGraph graph = Nodes.graph(2, 2, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2, 500)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            AtomicLong received = new AtomicLong();
            Run early = Run.consume(
                    nodes.services.get(1), Nodes.wiring(graph, placements, 1, 0, 1), n -> received.addAndGet(1));
            Run forsaken = Run.consume(nodes.services.get(1), Nodes.wiring(graph, placements, 1, 1, 1), n -> {});
            Run.produce(nodes.services.get(0), Nodes.wiring(graph, placements, 0, 0, 1), 1_000, i -> i, n -> 0)
                    .finishes();
            early.finishes();
            assertThat(received).hasValue(1_000);
            assertThat(forsaken.fails(ChannelLostException.class)).hasMessageContaining("not deployed within 500 ms");
        }
    }

    @Test
    void aProcessThatTookOverTheAddressIsNotMistakenForTheOldOne() throws Exception {
        JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            List<WorkerInfo> outdated = List.of(
                    Nodes.worker(new NodeId("gone"), nodes.workers.get(0).dataPort()), nodes.workers.get(1));
            Run consumer = Run.consume(
                    nodes.services.get(1),
                    Nodes.wiring(graph, Nodes.apart(graph, outdated, 0, 1, 1), 1, 0, 1),
                    n -> {});
            assertThat(consumer.fails(ChannelLostException.class)).hasMessageContaining("no longer gone");
        }
    }

    @Test
    void aJobOfAnotherStructureIsTurnedAway() throws Exception {
        JobGraph here = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        JobGraph there = Nodes.graph(1, 2, ExchangePattern.BROADCAST, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Run.output(nodes.services.get(0), Nodes.wiring(there, Nodes.apart(there, nodes.workers, 0, 1, 1), 0, 0, 1));
            Run consumer = Run.consume(
                    nodes.services.get(1),
                    Nodes.wiring(here, Nodes.apart(here, nodes.workers, 0, 1, 1), 1, 0, 1),
                    n -> {});
            assertThat(consumer.fails(ChannelLostException.class)).hasMessageContaining("another structure");
        }
    }

    @Test
    void aNewAttemptSeesNothingOfTheOld() throws Exception {
        for (int consumersAt = 0; consumersAt < 2; consumersAt++) {
            JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
            try (Nodes nodes = new Nodes(dir.resolve("run" + consumersAt)).start(2)) {
                ExchangeService from = nodes.services.get(0);
                ExchangeService to = nodes.services.get(consumersAt);
                Placements first = Nodes.apart(graph, nodes.workers, 0, consumersAt, 1);
                Run old = Run.consume(to, Nodes.wiring(graph, first, 1, 0, 1), n -> {}, true);
                Run oldProducer =
                        Run.produce(from, Nodes.wiring(graph, first, 0, 0, 1), Integer.MAX_VALUE, i -> -1, n -> 0);
                old.handle.cancel();
                oldProducer.handle.cancel();
                old.end();
                oldProducer.end();
                from.release(Nodes.JOB, new AttemptId(0, 0, 1), false);
                Placements second = Nodes.apart(graph, nodes.workers, 0, consumersAt, 2);
                AtomicLong sum = new AtomicLong();
                Run producer = Run.produce(from, Nodes.wiring(graph, second, 0, 0, 2), 1_000, i -> 1, n -> 0);
                Run consumer = Run.consume(to, Nodes.wiring(graph, second, 1, 0, 2), n -> sum.addAndGet((Integer) n));
                to.release(Nodes.JOB, new AttemptId(1, 0, 1), false);
                from.release(Nodes.JOB, new AttemptId(0, 0, 1), false);
                producer.finishes();
                consumer.finishes();
                assertThat(sum).hasValue(1_000);
                assertThatThrownBy(() -> to.connect(Nodes.wiring(graph, first, 1, 0, 1)))
                        .isInstanceOf(StaleAttemptException.class);
                from.releaseJob(Nodes.JOB);
                to.releaseJob(Nodes.JOB);
            }
        }
    }

    /** A million channels, of which none is used: neither time nor heap may grow with their number. */
    @Test
    void aThousandByAThousandIsWiredInNoTime() throws Exception {
        int parallelism = 1_000;
        JobGraph graph = Nodes.graph(parallelism, parallelism, ExchangePattern.HASH, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir).start(1)) {
            ExchangeService service = nodes.services.get(0);
            Placements placements = Nodes.roundRobin(graph, nodes.workers);
            List<Object> keep = new ArrayList<>();
            long startNs = System.nanoTime();
            for (int i = 0; i < parallelism; i++) {
                InputPort in = Run.input(service, Nodes.wiring(graph, placements, 1, i, 1));
                OutputPort out = Run.output(service, Nodes.wiring(graph, placements, 0, i, 1));
                in.attach(lane -> {});
                out.attach(() -> {});
                keep.add(in);
                keep.add(out);
            }
            long tookMs = (System.nanoTime() - startNs) / 1_000_000;
            assertThat(keep).hasSize(2 * parallelism);
            assertThat(tookMs).as("ms for 2,000 tasks").isLessThan(500);
        }
    }
}
