// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Deployment.VertexPlacement;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt as it really is, on a worker that the control plane may or may not be able to ask. */
final class SimTask {
    final SimJob job;
    final AttemptId attempt;
    final Deployment deployment;
    private final @Nullable JobGraph graph;
    ExecutionState state = ExecutionState.DEPLOYING;
    boolean prepared;
    boolean stopping;
    /** It was told to commit, so that its output may be visible. */
    boolean told;
    /** Its process died with it. */
    boolean lost;

    /** Its records, if the job has checkpoints. */
    @Nullable
    SimFlow flow;

    private @Nullable List<AttemptId> pipelinedProducers;
    private @Nullable List<AttemptId> pipelinedConsumers;

    SimTask(SimJob job, AttemptId attempt, Deployment deployment) {
        this.job = job;
        this.attempt = attempt;
        this.deployment = deployment;
        this.graph = scaled(job.graph(), deployment.parallelism());
    }

    @Override
    public String toString() {
        return attempt + " " + state + (prepared ? " prepared" : "") + (lost ? " lost" : "")
                + (stopping ? " stopping; " : "; ");
    }

    boolean isBroken() {
        return lost && state != ExecutionState.FINISHED
                || state == ExecutionState.FAILED
                || state == ExecutionState.CANCELED;
    }

    /** The attempts that it reads from while they run. */
    List<AttemptId> pipelinedProducers() {
        if (pipelinedProducers == null) pipelinedProducers = neighbours(true);
        return pipelinedProducers;
    }

    /** The attempts that read from it while it runs. */
    List<AttemptId> pipelinedConsumers() {
        if (pipelinedConsumers == null) pipelinedConsumers = neighbours(false);
        return pipelinedConsumers;
    }

    /** The partitions it reads, with the worker that should have each. */
    List<Input> blockingInputs() {
        var inputs = new ArrayList<Input>();
        for (JobEdge edge : edges(ExchangeType.BLOCKING, true)) {
            VertexPlacement placement = placement(edge.source());
            if (placement == null) continue;
            SubtaskRange range = range(edge, true);
            for (int p = range.first(); p < range.end(); p++) {
                int worker = placement.workerOf(p);
                NodeId node =
                        worker < 0 ? null : deployment.workers().get(worker).node();
                inputs.add(new Input(new PartitionId(edge.index(), p, placement.attemptOf(p)), node));
            }
        }
        return inputs;
    }

    /** A partition, and who should have it. */
    record Input(PartitionId partition, @Nullable NodeId worker) {}

    List<PartitionId> blockingOutputs() {
        return edges(ExchangeType.BLOCKING, false).stream()
                .map(edge -> new PartitionId(edge.index(), attempt.subtask(), attempt.attempt()))
                .toList();
    }

    /** The job as it is deployed; null for a program that cannot be evaluated. */
    @Nullable
    JobGraph graph() {
        return graph;
    }

    /** A lie may say anything. */
    private static @Nullable JobGraph scaled(@Nullable JobGraph graph, List<Integer> parallelism) {
        if (graph == null || parallelism.size() != graph.vertices().size()) return graph;
        boolean possible = parallelism.stream().allMatch(each -> each >= 1);
        for (JobEdge edge : graph.edges()) {
            boolean equal = parallelism.get(edge.source()).equals(parallelism.get(edge.target()));
            possible &= equal || edge.pattern() != ExchangePattern.FORWARD;
        }
        return possible ? JobGraphs.withParallelism(graph, parallelism) : graph;
    }

    int parallelism() {
        return graph == null ? 1 : graph.vertices().get(attempt.vertex()).parallelism();
    }

    /** Whether there is such a vertex: a lie may deploy any. */
    boolean exists() {
        return attempt.vertex() >= 0 && attempt.vertex() < job.vertices().size();
    }

    boolean isSource() {
        return job.vertices().get(attempt.vertex()).source();
    }

    /** By edge, the attempts that read from it while it runs. */
    List<List<AttemptId>> pipelinedOutputs() {
        return edges(ExchangeType.PIPELINED, false).stream()
                .map(edge -> neighbours(edge, false))
                .toList();
    }

    boolean isSink() {
        return job.graph() != null && job.graph().edges().stream().noneMatch(edge -> edge.source() == attempt.vertex());
    }

    private List<AttemptId> neighbours(boolean producers) {
        var neighbours = new ArrayList<AttemptId>();
        for (JobEdge edge : edges(ExchangeType.PIPELINED, producers)) neighbours.addAll(neighbours(edge, producers));
        return neighbours;
    }

    private List<AttemptId> neighbours(JobEdge edge, boolean producers) {
        int vertex = producers ? edge.source() : edge.target();
        VertexPlacement placement = placement(vertex);
        if (placement == null) return List.of();
        var neighbours = new ArrayList<AttemptId>();
        SubtaskRange range = range(edge, producers);
        for (int s = range.first(); s < range.end(); s++) {
            neighbours.add(new AttemptId(vertex, s, placement.attemptOf(s)));
        }
        return neighbours;
    }

    private List<JobEdge> edges(ExchangeType type, boolean incoming) {
        if (graph == null) return List.of();
        return graph.edges().stream()
                .filter(edge -> edge.type() == type && (incoming ? edge.target() : edge.source()) == attempt.vertex())
                .toList();
    }

    private SubtaskRange range(JobEdge edge, boolean producers) {
        if (graph == null) throw new IllegalStateException("no graph");
        ChannelMap channels = ChannelMap.of(graph, edge);
        return producers ? channels.producersOf(attempt.subtask()) : channels.consumersOf(attempt.subtask());
    }

    private @Nullable VertexPlacement placement(int vertex) {
        for (VertexPlacement placement : deployment.placements()) if (placement.vertex() == vertex) return placement;
        return null;
    }
}
