// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.InputEdge;
import io.penstock.core.flow.OutputEdge;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.ServerSubscription;
import io.penstock.exchange.net.Subscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The edges of one job on this worker at one parallelism, each made when a task or a consumer elsewhere first needs it.
 * Thread-safe.
 */
final class GraphExchange {
    private final JobGraph graph;
    private final Surroundings around;
    private final AtomicReferenceArray<@Nullable EdgeExchange> edges;

    GraphExchange(JobGraph graph, Surroundings around) {
        this.graph = graph;
        this.around = around;
        this.edges = new AtomicReferenceArray<>(graph.edges().size());
    }

    JobGraph graph() {
        return graph;
    }

    TaskIo connect(TaskWiring wiring) {
        int vertex = wiring.attempt().vertex();
        List<InputEdge> inputs = new ArrayList<>();
        List<OutputEdge> outputs = new ArrayList<>();
        for (JobEdge edge : graph.edges()) {
            if (edge.target() == vertex) {
                inputs.add(new InputEdge(edge, exchangeOf(edge).connectConsumer(wiring, around)));
            }
            if (edge.source() == vertex) {
                int maxParallelism = graph.vertices().get(edge.target()).maxParallelism();
                outputs.add(
                        new OutputEdge(edge, maxParallelism, exchangeOf(edge).connectProducer(wiring, around)));
            }
        }
        return new TaskIo(inputs, outputs);
    }

    void release(AttemptId attempt, boolean finished) {
        for (JobEdge edge : graph.edges()) {
            EdgeExchange exchange = edges.get(edge.index());
            if (exchange == null) continue;
            if (edge.target() == attempt.vertex()) exchange.releaseConsumer(attempt.subtask(), attempt.attempt());
            if (edge.source() == attempt.vertex()) {
                exchange.releaseProducer(attempt.subtask(), attempt.attempt(), finished);
            }
        }
    }

    void close() {
        for (int i = 0; i < edges.length(); i++) {
            EdgeExchange exchange = edges.get(i);
            if (exchange != null) exchange.close();
        }
    }

    /** A consumer on another worker wants its channels of a pipelined edge. */
    void subscribed(ServerSubscription subscription) {
        Subscribe request = subscription.request();
        if (request.edge() >= edges.length()) {
            for (int i = 0; i < request.lanes(); i++) {
                subscription.refuse(i, Refusal.CHANNEL, "the job has another structure here");
            }
            return;
        }
        exchangeOf(graph.edges().get(request.edge())).remote().subscribed(subscription);
    }

    void expire(ServerSubscription subscription, long waitedMs) {
        EdgeExchange exchange = edgeOf(subscription);
        if (exchange != null) exchange.expire(subscription, waitedMs);
    }

    void over(ServerSubscription subscription) {
        EdgeExchange exchange = edgeOf(subscription);
        if (exchange != null) exchange.remote().over(subscription);
    }

    private @Nullable EdgeExchange edgeOf(ServerSubscription subscription) {
        int index = subscription.request().edge();
        return index < edges.length() ? edges.get(index) : null;
    }

    private EdgeExchange exchangeOf(JobEdge edge) {
        EdgeExchange exchange = edges.get(edge.index());
        if (exchange != null) return exchange;
        EdgeExchange made = new EdgeExchange(graph, edge);
        EdgeExchange raced = edges.compareAndExchange(edge.index(), null, made);
        return raced == null ? made : raced;
    }
}
