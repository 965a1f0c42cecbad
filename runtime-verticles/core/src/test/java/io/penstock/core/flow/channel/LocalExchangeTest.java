// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels inside one JVM, on one thread and on two. */
class LocalExchangeTest {
    private static Batch batch(Object value) {
        Batch batch = new Batch(1);
        batch.add(value, 0);
        return batch;
    }

    @Test
    void aFullLaneRefusesAndWakesItsProducerOnceThereIsRoom() {
        LocalExchange exchange = new LocalExchange(2, 2, new LaneShape(1, 4, false));
        List<String> heard = new ArrayList<>();
        OutputPort output = exchange.output(1, 0, 2);
        output.attach(() -> heard.add("room"));
        InputPort input = exchange.input(1, 0, 2);
        input.attach(lane -> heard.add("ready " + lane));
        OutputLane lane = output.lane(1);
        for (int i = 0; i < 4; i++) assertThat(lane.offer(batch(i))).isTrue();
        Batch fifth = batch(4);
        assertThat(lane.offer(fifth)).isFalse();
        assertThat(heard).containsExactly("ready 1", "ready 1", "ready 1", "ready 1");
        Batch first = input.lane(1).poll();
        assertThat(first.values[0]).isEqualTo(0);
        assertThat(heard).last().isEqualTo("room");
        assertThat(lane.offer(fifth)).isTrue();
        input.lane(1).recycle(first);
        assertThat(lane.recycled()).isSameAs(first);
        assertThat(first.isEmpty()).isTrue();
        assertThat(lane.recycled()).isNull();
    }

    @Test
    void aConsumerThatComesLateHearsOfWhatIsThere() {
        LocalExchange exchange = new LocalExchange(3, 1);
        OutputLane lane = exchange.output(2, 0, 1).lane(0);
        assertThat(lane.isAttached()).isFalse();
        lane.offer(batch("x"));
        List<Integer> ready = new ArrayList<>();
        InputPort input = exchange.input(0, 1, 2);
        input.attach(ready::add);
        assertThat(ready).containsExactly(1);
        assertThat(lane.isAttached()).isTrue();
        assertThat(input.lane(1).poll().values[0]).isEqualTo("x");
    }

    @Test
    void whatAReleasedProducerSentIsGone() {
        LocalExchange exchange = new LocalExchange(1, 1);
        exchange.output(0, 0, 1).lane(0).offer(batch("old"));
        exchange.releaseProducer(0);
        InputPort input = exchange.input(0, 0, 1);
        input.attach(lane -> {});
        assertThat(input.lane(0).poll()).isNull();
        exchange.output(0, 0, 1).lane(0).offer(batch("new"));
        assertThat(exchange.input(0, 0, 1).lane(0).poll().values[0]).isEqualTo("new");
    }

    @Test
    void anIdleEdgeOfAMillionChannelsCostsLittle() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        LocalExchange exchange = new LocalExchange(1_000, 1_000);
        List<Object> ports = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            OutputPort output = exchange.output(i, 0, 1_000);
            output.attach(() -> {});
            InputPort input = exchange.input(i, 0, 1_000);
            input.attach(lane -> {});
            ports.add(output);
            ports.add(input);
        }
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        assertThat(ports).hasSize(2_000);
        assertThat(after - before).isLessThan(3 << 20);
        assertThat(exchange.shape().batchCapacity()).isEqualTo(8);
    }

    @Test
    void aBatchComesBackOnlySoOftenThatItStaysYoung() {
        LocalExchange exchange = new LocalExchange(1, 1, new LaneShape(4, 4, false));
        OutputLane output = exchange.output(0, 0, 1).lane(0);
        InputLane input = exchange.input(0, 0, 1).lane(0);
        int passes = 0;
        for (Batch batch = new Batch(4); batch != null; batch = output.recycled(), passes++) {
            output.offer(batch);
            input.recycle(Objects.requireNonNull(input.poll()));
        }
        assertThat(passes).isBetween(16, 256);
    }

    /** Two threads that do nothing unless woken: a lost wake-up hangs the test. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(60)
    void noBatchAndNoWakeUpIsLostBetweenTwoThreads(boolean padded) throws Exception {
        int batches = 200_000;
        LocalExchange exchange = new LocalExchange(1, 1, new LaneShape(4, 4, padded));
        Semaphore producer = new Semaphore(1);
        Semaphore consumer = new Semaphore(0);
        OutputPort output = exchange.output(0, 0, 1);
        output.attach(producer::release);
        InputPort input = exchange.input(0, 0, 1);
        input.attach(lane -> consumer.release());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread sending = new Thread(() -> {
            try {
                send(output.lane(0), producer, batches);
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        sending.start();
        InputLane lane = input.lane(0);
        long next = 0;
        while (next < batches * 4L) {
            Batch batch = lane.poll();
            if (batch == null) {
                assertThat(consumer.tryAcquire(30, TimeUnit.SECONDS))
                        .as("woken at %d", next)
                        .isTrue();
                consumer.drainPermits();
                continue;
            }
            for (int i = 0; i < batch.size; i++) assertEquals(next++, (Long) batch.values[i]);
            assertEquals(next, batch.watermark);
            lane.recycle(batch);
        }
        sending.join();
        assertThat(failure.get()).isNull();
    }

    private static void assertEquals(long expected, long actual) {
        if (expected != actual) throw new AssertionError("expected " + expected + ", not " + actual);
    }

    private static void send(OutputLane lane, Semaphore room, int batches) throws InterruptedException {
        long next = 0;
        for (int i = 0; i < batches; i++) {
            Batch batch = lane.recycled();
            if (batch == null) batch = new Batch(4);
            if (!batch.isEmpty()) throw new AssertionError("not clear");
            while (!batch.isFull()) batch.add(next++, 0);
            batch.watermark = next;
            while (!lane.offer(batch)) {
                if (!room.tryAcquire(30, TimeUnit.SECONDS)) throw new AssertionError("never woken at batch " + i);
            }
        }
    }
}
