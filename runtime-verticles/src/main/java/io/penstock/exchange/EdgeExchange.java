// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.LocalExchange;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import java.util.Arrays;

/**
 * One edge of a job, as far as it touches this worker. Knows the newest attempt of each subtask it has heard of;
 * whatever an older attempt does afterwards (late clean-up, a lane asked for too late) has no effect. Thread-safe.
 */
final class EdgeExchange {
    private final JobEdge edge;
    private final LocalExchange local;
    private final int[] producerAttempts;
    private final int[] consumerAttempts;

    EdgeExchange(JobGraph graph, JobEdge edge) {
        this.edge = edge;
        int producers = graph.vertices().get(edge.source()).parallelism();
        int consumers = graph.vertices().get(edge.target()).parallelism();
        this.local = new LocalExchange(producers, consumers);
        this.producerAttempts = new int[producers];
        this.consumerAttempts = new int[consumers];
    }

    JobEdge edge() {
        return edge;
    }

    int producers() {
        return producerAttempts.length;
    }

    int consumers() {
        return consumerAttempts.length;
    }

    LocalExchange local() {
        return local;
    }

    /**
     * A producer is (to be) that attempt here; what an older one has sent is dropped. False if a newer one is known.
     */
    synchronized boolean producerIs(int producer, int attempt) {
        int known = producerAttempts[producer];
        if (attempt < known) return false;
        if (attempt > known) {
            if (known > 0) local.releaseProducer(producer);
            producerAttempts[producer] = attempt;
        }
        return true;
    }

    /** A consumer is (to be) that attempt; what was sent to an older one is dropped. False if a newer one is known. */
    synchronized boolean consumerIs(int consumer, int attempt) {
        int known = consumerAttempts[consumer];
        if (attempt < known) return false;
        if (attempt > known) {
            if (known > 0) local.releaseConsumer(consumer);
            consumerAttempts[consumer] = attempt;
        }
        return true;
    }

    void attachProducer(int producer, int attempt, Wakeable wakeable) {
        if (producerIs(producer, attempt)) local.attachProducer(producer, wakeable);
    }

    /** The lane inside this JVM, of these two attempts. */
    synchronized OutputLane localLane(int producer, int producerAttempt, int consumer, int consumerAttempt) {
        boolean current = producerIs(producer, producerAttempt) && consumerIs(consumer, consumerAttempt);
        return current ? local.outputLane(producer, consumer) : ClosedLane.INSTANCE;
    }

    /** The attempt has ended; what a finished one has sent stays to be read. */
    synchronized void releaseProducer(int producer, int attempt, boolean finished) {
        if (producerAttempts[producer] != attempt) return;
        if (finished) local.attachProducer(producer, () -> {});
        else local.releaseProducer(producer);
    }

    synchronized void releaseConsumer(int consumer, int attempt) {
        if (consumerAttempts[consumer] == attempt) local.releaseConsumer(consumer);
    }

    @Override
    public String toString() {
        return "edge " + edge.index() + " " + Arrays.toString(producerAttempts) + Arrays.toString(consumerAttempts);
    }
}
