// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.exchange.net.Subscribe;
import io.penstock.exchange.wire.FrameCodec;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A consumer subtask's channels of one edge: from producers in this JVM, from other workers, from partition files.
 * Making one costs nothing; attaching costs a look at each producer's place and one message per other worker.
 */
final class EdgeInput implements InputPort {
    /** Frames under way to one consumer over all its channels, and per channel. */
    private static final int WINDOW_ALL = 1_024;

    private static final int WINDOW_MAX = 32;
    private static final int WINDOW_MIN = 2;

    private final EdgeExchange exchange;
    private final TaskWiring wiring;
    private final Surroundings around;
    private final int consumer;
    private final SubtaskRange producers;
    private final int[] workerOf;
    private final int self;
    private final InputPort local;
    private final ByteCount read = new ByteCount();
    private final Map<Integer, RemoteInput> remotes = new TreeMap<>();
    private final Map<Integer, LocalPartitionLane> partitions = new TreeMap<>();
    private boolean closed;

    EdgeInput(EdgeExchange exchange, TaskWiring wiring, Surroundings around) {
        this.exchange = exchange;
        this.wiring = wiring;
        this.around = around;
        this.consumer = wiring.attempt().subtask();
        this.producers = exchange.channels().producersOf(consumer);
        this.workerOf = wiring.placements().workersOf(exchange.edge().source());
        this.self = wiring.placements().indexOf(around.self());
        this.local = exchange.local().input(consumer, producers.first(), producers.size());
    }

    @Override
    public int lanes() {
        return producers.size();
    }

    @Override
    public InputLane lane(int index) {
        int producer = producers.first() + index;
        LocalPartitionLane partition = partitions.get(producer);
        if (partition != null) return partition.lane();
        RemoteInput remote = remotes.get(workerOf[producer]);
        return remote == null ? local.lane(index) : remote.laneOf(producer);
    }

    @Override
    public void attach(ReadyListener listener) {
        boolean blocking = exchange.edge().type() == ExchangeType.BLOCKING;
        FrameCodec codec = around.newCodec();
        int window = Math.max(WINDOW_MIN, Math.min(WINDOW_MAX, WINDOW_ALL / Math.max(1, producers.size())));
        synchronized (this) {
            if (closed) return;
            if (blocking) openPartitions(codec, window, listener);
            openRemotes(codec, window, listener);
        }
        if (!blocking) local.attach(listener);
        remotes.values().forEach(remote -> remote.subscribe(around.client()));
        partitions.values().forEach(LocalPartitionLane::start);
    }

    private void openPartitions(FrameCodec codec, int window, ReadyListener listener) {
        int[] attempts = wiring.placements().attemptsOf(exchange.edge().source());
        for (int i = 0; i < producers.size(); i++) {
            int producer = producers.first() + i;
            if (workerOf[producer] != self) continue;
            PartitionId id = new PartitionId(exchange.edge().index(), producer, attempts[producer]);
            LocalPartitionLane.Source source =
                    new LocalPartitionLane.Source(around.partitions(), wiring.job(), id, consumer);
            partitions.put(producer, new LocalPartitionLane(source, codec, read, window, i, listener));
        }
    }

    private void openRemotes(FrameCodec codec, int window, ReadyListener listener) {
        int[] counts = new int[wiring.placements().workers().size()];
        for (int i = 0; i < producers.size(); i++) {
            int worker = workerOf[producers.first() + i];
            if (worker < 0) throw new IllegalArgumentException("a producer of " + exchange.edge() + " is not placed");
            if (worker != self) counts[worker]++;
        }
        for (int worker = 0; worker < counts.length; worker++) {
            if (counts[worker] == 0) continue;
            Subscribe request = request(worker, counts[worker], window);
            WorkerInfo place = wiring.placements().workers().get(worker);
            remotes.put(worker, new RemoteInput(request, place, codec, read, producers.first(), listener));
        }
    }

    private Subscribe request(int worker, int count, int window) {
        int[] all = wiring.placements().attemptsOf(exchange.edge().source());
        int[] subtasks = new int[count];
        int[] attempts = new int[count];
        int at = 0;
        for (int i = 0; at < count; i++) {
            int producer = producers.first() + i;
            if (workerOf[producer] != worker) continue;
            subtasks[at] = producer;
            attempts[at++] = all[producer];
        }
        return new Subscribe(
                wiring.job(),
                JobExchange.shape(wiring.graph()),
                exchange.edge().index(),
                exchange.edge().type() == ExchangeType.BLOCKING,
                consumer,
                wiring.attempt().attempt(),
                window,
                subtasks,
                attempts);
    }

    @Override
    public long bytes() {
        return read.sum();
    }

    /** Of the channels inside this JVM; what comes from elsewhere is held back by credit. */
    @Override
    public int queuedPercent() {
        return local.queuedPercent();
    }

    /** The consumer has ended. From any thread. */
    synchronized void close() {
        closed = true;
        remotes.values().forEach(RemoteInput::close);
        partitions.values().forEach(LocalPartitionLane::close);
    }

    @Override
    public String toString() {
        return exchange.edge() + " into " + consumer + Arrays.toString(workerOf);
    }
}
