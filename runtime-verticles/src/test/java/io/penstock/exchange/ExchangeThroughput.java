// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.api.Keyed;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.exchange.wire.RecordCodecs;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Prints how many records per second go through one channel; both ends in this JVM. Arguments: records per run. */
final class ExchangeThroughput {
    private ExchangeThroughput() {}

    record Event(long key, long value, long time) {}

    record Named(String name, long value) {}

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 20_000_000;
        RecordCodecs.warmUp();
        String[] words = new String[10_000];
        for (int i = 0; i < words.length; i++) words[i] = "w" + Integer.toString(i * 7_919 + 1_000, 36);
        Object[] events = new Object[1_024];
        Object[] named = new Object[1_024];
        Object[] keyed = new Object[1_024];
        Object[] longs = new Object[1_024];
        for (int i = 0; i < events.length; i++) {
            events[i] = new Event(i * 31L % 100_000, i, 1_700_000_000_000L + i);
            named[i] = new Named(words[i], i);
            keyed[i] = new Keyed<>(words[i], (long) i);
            longs[i] = (long) i << 33;
        }
        for (int round = 0; round < 3; round++) {
            measure("same JVM longs", 1, records * 4, ExchangeType.PIPELINED, i -> longs[i & 1_023]);
            measure("tcp longs", 2, records, ExchangeType.PIPELINED, i -> longs[i & 1_023]);
            measure("tcp strings", 2, records, ExchangeType.PIPELINED, i -> words[i % words.length]);
            measure("tcp keyed", 2, records, ExchangeType.PIPELINED, i -> keyed[i & 1_023]);
            measure("tcp record(3 longs)", 2, records, ExchangeType.PIPELINED, i -> events[i & 1_023]);
            measure("tcp record(String, long)", 2, records, ExchangeType.PIPELINED, i -> named[i & 1_023]);
            measure("file record(3 longs)", 2, records, ExchangeType.BLOCKING, i -> events[i & 1_023]);
        }
        Run.POOL.close();
    }

    private static void measure(String name, int workers, int records, ExchangeType type, IntFunction<Object> record)
            throws Exception {
        Path dir = Files.createTempDirectory("throughput");
        JobGraph graph = Nodes.graph(1, 1, ExchangePattern.FORWARD, type);
        try (Nodes nodes = new Nodes(dir).start(workers)) {
            Placements placements = Nodes.apart(graph, nodes.workers, 0, workers - 1, 1);
            AtomicLong hash = new AtomicLong();
            long cpuNs = cpuNs();
            long startNs = System.nanoTime();
            Run producer = Run.produce(
                    nodes.services.get(0), Nodes.wiring(graph, placements, 0, 0, 1), records, record, value -> 0);
            if (type == ExchangeType.BLOCKING) producer.finishes();
            long[] count = {0};
            Run consumer = Run.consume(
                    nodes.services.get(workers - 1),
                    Nodes.wiring(graph, placements, 1, 0, 1),
                    value -> count[0] += value == hash ? 2 : 1);
            consumer.finishes();
            double seconds = (System.nanoTime() - startNs) / 1e9;
            System.out.printf(
                    "%-26s %6.1f M records/s, %5.1f CPU ns per record%n",
                    name, records / seconds / 1e6, (cpuNs() - cpuNs) / (double) records);
            nodes.services.get(0).release(Nodes.JOB, new AttemptId(0, 0, 1), true);
        }
        Files.deleteIfExists(dir);
    }

    private static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
