// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.LocalExchange;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.PartitionId;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.ServerSubscription;
import io.penstock.exchange.net.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * One edge of a job, as far as it touches this worker. Knows the newest attempt of each subtask it has heard of;
 * whatever an older attempt does afterwards (late clean-up, a lane asked for too late) has no effect. Thread-safe.
 */
final class EdgeExchange {
    private final JobEdge edge;
    private final ChannelMap channels;
    private final LocalExchange local;
    private final RemoteConsumers remote = new RemoteConsumers();
    private final int[] producerAttempts;
    private final int[] consumerAttempts;
    private final boolean[] deployed;
    private final @Nullable EdgeInput[] inputs;
    private final @Nullable OutputPort[] outputs;

    EdgeExchange(JobGraph graph, JobEdge edge) {
        this.edge = edge;
        this.channels = ChannelMap.of(graph, edge);
        int producers = channels.producers();
        int consumers = channels.consumers();
        this.local = new LocalExchange(producers, consumers);
        this.producerAttempts = new int[producers];
        this.consumerAttempts = new int[consumers];
        this.deployed = new boolean[producers];
        this.inputs = new EdgeInput[consumers];
        this.outputs = new OutputPort[producers];
    }

    JobEdge edge() {
        return edge;
    }

    ChannelMap channels() {
        return channels;
    }

    LocalExchange local() {
        return local;
    }

    RemoteConsumers remote() {
        return remote;
    }

    /** The channels of a consumer attempt. */
    synchronized InputPort connectConsumer(TaskWiring wiring, Surroundings around) {
        int consumer = wiring.attempt().subtask();
        if (!consumerIs(consumer, wiring.attempt().attempt())) throw new StaleAttemptException(wiring.attempt());
        EdgeInput input = new EdgeInput(this, wiring, around);
        inputs[consumer] = input;
        return input;
    }

    /** The channels of a producer attempt. */
    synchronized OutputPort connectProducer(TaskWiring wiring, Surroundings around) {
        int producer = wiring.attempt().subtask();
        int attempt = wiring.attempt().attempt();
        if (!producerIs(producer, attempt)) throw new StaleAttemptException(wiring.attempt());
        OutputPort output;
        if (edge.type() == ExchangeType.BLOCKING) {
            output = new PartitionOutput(
                    around.partitions(),
                    wiring.job(),
                    new PartitionId(edge.index(), producer, attempt),
                    channels.consumersOf(producer),
                    local.shape().batchCapacity(),
                    new FrameWriter(around.newCodec()));
        } else {
            output = new EdgeOutput(this, wiring, around);
        }
        outputs[producer] = output;
        deployed[producer] = true;
        return output;
    }

    /**
     * A producer is (to be) that attempt here; what an older one has sent is dropped. False if a newer one is known.
     */
    private boolean producerIs(int producer, int attempt) {
        int known = producerAttempts[producer];
        if (attempt < known) return false;
        if (attempt > known) {
            if (known > 0) dropProducer(producer);
            producerAttempts[producer] = attempt;
        }
        return true;
    }

    /** A consumer is (to be) that attempt; what was sent to an older one is dropped. False if a newer one is known. */
    private boolean consumerIs(int consumer, int attempt) {
        int known = consumerAttempts[consumer];
        if (attempt < known) return false;
        if (attempt > known) {
            if (known > 0) dropConsumer(consumer);
            consumerAttempts[consumer] = attempt;
        }
        return true;
    }

    private void dropProducer(int producer) {
        local.releaseProducer(producer);
        deployed[producer] = false;
        OutputPort output = outputs[producer];
        outputs[producer] = null;
        if (output instanceof EdgeOutput pipelined) pipelined.close();
        else if (output instanceof PartitionOutput blocking) blocking.abort();
    }

    private void dropConsumer(int consumer) {
        local.releaseConsumer(consumer);
        EdgeInput input = inputs[consumer];
        inputs[consumer] = null;
        if (input != null) input.close();
    }

    synchronized void attachProducer(int producer, int attempt, Wakeable wakeable) {
        if (producerAttempts[producer] == attempt) local.attachProducer(producer, wakeable);
    }

    /** The lane inside this JVM, of these two attempts. */
    synchronized OutputLane localLane(int producer, int producerAttempt, int consumer, int consumerAttempt) {
        boolean current = producerAttempts[producer] == producerAttempt && consumerIs(consumer, consumerAttempt);
        return current ? local.outputLane(producer, consumer) : ClosedLane.INSTANCE;
    }

    /** The attempt has ended; what a finished one has sent stays to be read. */
    synchronized void releaseProducer(int producer, int attempt, boolean finished) {
        if (producerAttempts[producer] != attempt) return;
        if (!finished) {
            dropProducer(producer);
            return;
        }
        local.attachProducer(producer, () -> {});
        if (outputs[producer] instanceof EdgeOutput pipelined) pipelined.close();
        outputs[producer] = null;
    }

    synchronized void releaseConsumer(int consumer, int attempt) {
        if (consumerAttempts[consumer] == attempt) dropConsumer(consumer);
    }

    /** The job is over here. */
    synchronized void close() {
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] != null) dropProducer(i);
        }
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] != null) dropConsumer(i);
        }
    }

    /** Refuses those channels of a subscription that nobody serves: their producers have not come in time. */
    synchronized void expire(ServerSubscription subscription, long waitedMs) {
        Subscribe request = subscription.request();
        for (int lane = 0; lane < request.lanes(); lane++) {
            int producer = request.producers()[lane];
            boolean known = producer < deployed.length
                    && producerAttempts[producer] == request.attempts()[lane]
                    && deployed[producer];
            if (known || subscription.isOpen(lane)) continue;
            subscription.refuse(lane, Refusal.CHANNEL, "the producer was not deployed within " + waitedMs + " ms");
        }
    }

    @Override
    public String toString() {
        return edge.toString();
    }
}
