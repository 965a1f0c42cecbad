// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import io.penstock.exchange.partition.PartitionMissingException;
import io.penstock.exchange.partition.PartitionWriteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockingExchangeTest {
    private static final int RECORDS = 20_000;

    @TempDir
    Path dir;

    /** The consumers start only when the producers are done, and the second attempt of each reads everything again. */
    @ParameterizedTest
    @CsvSource({"1, HASH, 3, 3", "2, HASH, 3, 4", "2, RESCALE, 2, 5", "2, RESCALE, 5, 2", "2, FORWARD, 2, 2"})
    void everyReaderGetsEverythingOnce(int workers, ExchangePattern pattern, int producers, int consumers)
            throws Exception {
        JobGraph graph = Nodes.graph(producers, consumers, pattern, ExchangeType.BLOCKING);
        try (Nodes nodes = new Nodes(dir).start(workers)) {
            Placements placements = Nodes.roundRobin(graph, nodes.workers);
            produce(nodes, graph, placements, producers);
            for (int attempt = 1; attempt <= 2; attempt++) {
                Map<Object, Long> counts = new ConcurrentHashMap<>();
                List<Run> runs = new ArrayList<>();
                for (int i = 0; i < consumers; i++) {
                    runs.add(Run.consume(
                            nodes.services.get(i % workers),
                            Nodes.wiring(graph, placements, 1, i, attempt),
                            word -> counts.merge(word, 1L, Long::sum)));
                }
                for (Run run : runs) run.finishes();
                Map<Object, Long> model = new TreeMap<>();
                for (int i = 0; i < RECORDS; i++) model.merge("word " + i % 1_000, (long) producers, Long::sum);
                assertThat(counts).isEqualTo(model);
            }
        }
    }

    private static void produce(Nodes nodes, JobGraph graph, Placements placements, int producers) throws Exception {
        List<Run> runs = new ArrayList<>();
        int workers = nodes.services.size();
        for (int i = 0; i < producers; i++) {
            runs.add(Run.produce(
                    nodes.services.get(i % workers),
                    Nodes.wiring(graph, placements, 0, i, 1),
                    RECORDS,
                    n -> "word " + n % 1_000,
                    Object::hashCode));
        }
        for (int i = 0; i < producers; i++) {
            runs.get(i).finishes();
            ExchangeService at = nodes.services.get(i % workers);
            assertThat(at.partitions(Nodes.JOB)).contains(new PartitionId(0, i, 1));
            at.release(Nodes.JOB, new AttemptId(0, i, 1), true);
        }
    }

    @Test
    void muchMoreThanTheSegmentsHoldGoesThrough() throws Exception {
        JobGraph graph = Nodes.graph(1, 2, ExchangePattern.HASH, ExchangeType.BLOCKING);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            int records = 20_000;
            Run.produce(
                            nodes.services.get(0),
                            Nodes.wiring(graph, placements, 0, 0, 1),
                            records,
                            n -> n + "x".repeat(1_000),
                            Object::hashCode)
                    .finishes();
            AtomicLong chars = new AtomicLong();
            Run[] consumers = new Run[2];
            for (int i = 0; i < 2; i++) {
                consumers[i] = Run.consume(
                        nodes.services.get(1),
                        Nodes.wiring(graph, placements, 1, i, 1),
                        text -> chars.addAndGet(((String) text).length() - 1_000));
            }
            for (Run consumer : consumers) consumer.finishes();
            assertThat(chars).hasValue(10 + 90 * 2 + 900 * 3 + 9_000 * 4 + 10_000 * 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aDeletedPartitionIsMissedByName(int readerAt) throws Exception {
        JobGraph graph = Nodes.graph(2, 1, ExchangePattern.HASH, ExchangeType.BLOCKING);
        try (Nodes nodes = new Nodes(dir).start(2)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, readerAt, 1);
            producersOnNode0(nodes, graph, placements);
            PartitionId gone = new PartitionId(0, 1, 1);
            nodes.services.get(0).releasePartition(Nodes.JOB, gone);
            Run consumer =
                    Run.consume(nodes.services.get(readerAt), Nodes.wiring(graph, placements, 1, 0, 1), word -> {});
            PartitionMissingException missing = consumer.fails(PartitionMissingException.class);
            assertThat(missing.partition()).isEqualTo(gone);
            assertThat(nodes.services.get(0).partitions(Nodes.JOB)).containsExactly(new PartitionId(0, 0, 1));
        }
    }

    private static void producersOnNode0(Nodes nodes, JobGraph graph, Placements placements) throws Exception {
        for (int i = 0; i < 2; i++) {
            Run.produce(
                            nodes.services.get(0),
                            Nodes.wiring(graph, placements, 0, i, 1),
                            RECORDS,
                            n -> "word " + n % 1_000,
                            Object::hashCode)
                    .finishes();
        }
    }

    /** Every kind of damage must be noticed: bytes changed anywhere in the file, or its end missing. */
    @Test
    void aDamagedPartitionIsMissing() throws Exception {
        JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.BLOCKING);
        try (Nodes nodes = new Nodes(dir).start(1)) {
            ExchangeService service = nodes.services.get(0);
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 0, 1);
            Run.produce(service, Nodes.wiring(graph, placements, 0, 0, 1), 1_000, n -> (long) n, n -> 0)
                    .finishes();
            Path file = onlyFile();
            byte[] good = Files.readAllBytes(file);
            int attempt = 1;
            for (int at = 0; at < good.length; at += at < 64 || at > good.length - 64 ? 1 : 997) {
                byte[] bad = good.clone();
                bad[at] ^= 0x10;
                Files.write(file, bad);
                Run.consume(service, Nodes.wiring(graph, placements, 1, 0, attempt), n -> {})
                        .fails(PartitionMissingException.class);
                service.release(Nodes.JOB, new AttemptId(1, 0, attempt++), false);
            }
            Files.write(file, java.util.Arrays.copyOf(good, good.length / 2));
            Run.consume(service, Nodes.wiring(graph, placements, 1, 0, attempt), n -> {})
                    .fails(PartitionMissingException.class);
            service.release(Nodes.JOB, new AttemptId(1, 0, attempt++), false);
            Files.write(file, good);
            Run.consume(service, Nodes.wiring(graph, placements, 1, 0, attempt), n -> {})
                    .finishes();
        }
    }

    @Test
    void aDiskThatTakesNothingFailsItsJobAndNoOther() throws Exception {
        JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, ExchangeType.BLOCKING);
        try (Nodes nodes = new Nodes(dir).start(1)) {
            ExchangeService service = nodes.services.get(0);
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 0, 1);
            Files.createDirectories(dir.resolve("node0"));
            Files.writeString(dir.resolve("node0").resolve(Nodes.JOB.value()), "in the way of the job's directory");
            TaskWiring wiring = Nodes.wiring(graph, placements, 0, 0, 1);
            Run.produce(service, wiring, RECORDS, n -> "x", n -> 0).fails(PartitionWriteException.class);
            assertThat(service.partitions(Nodes.JOB)).isEmpty();
            TaskWiring other =
                    new TaskWiring(new JobId("f".repeat(32)), graph, wiring.attempt(), placements, wiring.jobLoader());
            Run.produce(service, other, RECORDS, n -> "x", n -> 0).finishes();
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        JobGraph graph = Nodes.graph(2, 1, ExchangePattern.HASH, ExchangeType.BLOCKING);
        try (Nodes nodes = new Nodes(dir).start(1)) {
            ExchangeService service = nodes.services.get(0);
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 0, 1);
            Run.produce(service, Nodes.wiring(graph, placements, 0, 0, 1), 1_000, n -> n, n -> 0)
                    .finishes();
            Run half = Run.produce(
                    service, Nodes.wiring(graph, placements, 0, 1, 1), Integer.MAX_VALUE, n -> "x".repeat(99), n -> 0);
            half.handle.cancel();
            half.end();
            service.release(Nodes.JOB, new AttemptId(0, 1, 1), false);
            assertThat(service.partitions(Nodes.JOB)).containsExactly(new PartitionId(0, 0, 1));
            service.releaseJob(Nodes.JOB);
            service.releaseJob(Nodes.JOB);
            assertThat(service.partitions(Nodes.JOB)).isEmpty();
        }
        try (Nodes nodes = new Nodes(dir).start(1)) {
            assertThat(files()).isEmpty();
            assertThat(nodes.services).hasSize(1);
        }
    }

    private Path onlyFile() throws IOException {
        List<Path> files = files();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
