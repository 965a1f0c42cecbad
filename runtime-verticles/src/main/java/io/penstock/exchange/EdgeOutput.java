// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.graph.SubtaskRange;
import org.jspecify.annotations.Nullable;

/** A producer subtask's channels of one pipelined edge: to consumers in this JVM and on other workers. */
final class EdgeOutput implements OutputPort {
    private final EdgeExchange exchange;
    private final Surroundings around;
    private final int producer;
    private final int attempt;
    private final SubtaskRange consumers;
    private final int[] workerOf;
    private final int[] consumerAttempts;
    private final int self;
    private volatile @Nullable FrameWriter writer;
    private volatile Wakeable wakeable = () -> {};

    EdgeOutput(EdgeExchange exchange, TaskWiring wiring, Surroundings around) {
        this.exchange = exchange;
        this.around = around;
        this.producer = wiring.attempt().subtask();
        this.attempt = wiring.attempt().attempt();
        this.consumers = exchange.channels().consumersOf(producer);
        this.workerOf = wiring.placements().workersOf(exchange.edge().target());
        this.consumerAttempts = wiring.placements().attemptsOf(exchange.edge().target());
        this.self = wiring.placements().indexOf(around.self());
    }

    @Override
    public int targets() {
        return consumers.size();
    }

    @Override
    public OutputLane lane(int target) {
        int consumer = consumers.first() + target;
        if (workerOf[consumer] != self) return new NetworkOutputLane(exchange, this, consumer);
        return exchange.localLane(producer, attempt, consumer, consumerAttempts[consumer]);
    }

    @Override
    public int batchCapacity() {
        return exchange.local().shape().batchCapacity();
    }

    @Override
    public void attach(Wakeable task) {
        wakeable = task;
        exchange.attachProducer(producer, attempt, task);
    }

    @Override
    public boolean encodes() {
        for (int consumer = consumers.first(); consumer < consumers.end(); consumer++) {
            if (workerOf[consumer] != self) return true;
        }
        return false;
    }

    @Override
    public long bytes() {
        FrameWriter used = writer;
        return used == null ? 0 : used.bytes();
    }

    int producer() {
        return producer;
    }

    int attempt() {
        return attempt;
    }

    int attemptOf(int consumer) {
        return consumerAttempts[consumer];
    }

    Wakeable wakeable() {
        return wakeable;
    }

    /** Shared by all its network lanes; used by the task's thread. */
    FrameWriter writer() {
        FrameWriter made = writer;
        if (made == null) writer = made = new FrameWriter(around.newCodec());
        return made;
    }

    /** The producer has ended. From any thread. */
    void close() {
        exchange.remote().forget(wakeable);
    }
}
