// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.InputEdge;
import io.penstock.core.flow.OutputEdge;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The edges of one job on this worker, each made when a task first needs it. Thread-safe. */
final class JobExchange {
    private final JobGraph graph;
    private final AtomicReferenceArray<@Nullable EdgeExchange> edges;

    JobExchange(JobGraph graph) {
        this.graph = graph;
        this.edges = new AtomicReferenceArray<>(graph.edges().size());
    }

    TaskIo connect(TaskWiring wiring, NodeId self) {
        AttemptId attempt = wiring.attempt();
        List<InputEdge> inputs = new ArrayList<>();
        List<OutputEdge> outputs = new ArrayList<>();
        for (JobEdge edge : graph.edges()) {
            if (edge.target() == attempt.vertex()) {
                EdgeExchange exchange = exchangeOf(edge);
                if (!exchange.consumerIs(attempt.subtask(), attempt.attempt()))
                    throw new StaleAttemptException(attempt);
                inputs.add(new InputEdge(edge, new EdgeInput(exchange, wiring, self)));
            }
            if (edge.source() == attempt.vertex()) {
                EdgeExchange exchange = exchangeOf(edge);
                if (!exchange.producerIs(attempt.subtask(), attempt.attempt()))
                    throw new StaleAttemptException(attempt);
                int maxParallelism = graph.vertices().get(edge.target()).maxParallelism();
                outputs.add(new OutputEdge(edge, maxParallelism, new EdgeOutput(exchange, wiring, self)));
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

    private EdgeExchange exchangeOf(JobEdge edge) {
        EdgeExchange exchange = edges.get(edge.index());
        if (exchange != null) return exchange;
        EdgeExchange made = new EdgeExchange(graph, edge);
        EdgeExchange raced = edges.compareAndExchange(edge.index(), null, made);
        return raced == null ? made : raced;
    }
}
