// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord.JobRecord;
import io.penstock.core.message.Message;
import io.penstock.core.message.WorkerInfo;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends tasks out: one message per executor, however many tasks. The placements of a vertex are built once and shared
 * by all messages, so a round of deployments costs one pass over the vertices at hand, never a pass per task.
 */
final class Deployer {
    private final JobContext context;
    private final JobRecord record;
    private final ExecutionGraph graph;
    private final Tasks tasks;

    Deployer(JobContext context, JobRecord record, ExecutionGraph graph, Tasks tasks) {
        this.context = context;
        this.record = record;
        this.graph = graph;
        this.tasks = tasks;
    }

    /** Sends these out; each has its worker and its slot. */
    void deploy(Collection<Execution> executions) {
        if (executions.isEmpty()) return;
        SortedMap<JobWorker, List<Execution>> byWorker = new TreeMap<>((a, b) -> a.node.compareTo(b.node));
        for (Execution execution : executions) {
            JobWorker worker = placed(execution);
            byWorker.computeIfAbsent(worker, absent -> new ArrayList<>()).add(execution);
            worker.deploying.add(execution);
            execution.sentMs = context.nowMs();
        }
        var round = new Round();
        byWorker.forEach((worker, own) -> context.sendToExecutor(
                worker.node,
                new Message.DeployTasks(context.job(), context.token(), context.self(), round.deployment(own))));
    }

    private static JobWorker placed(Execution execution) {
        JobWorker worker = execution.worker;
        if (worker == null) throw new IllegalStateException(execution + " has no worker");
        return worker;
    }

    /** What the messages of one call share. */
    private final class Round {
        private final Map<JobWorker, Integer> indexes = new LinkedHashMap<>();
        private final List<WorkerInfo> workers = new ArrayList<>();
        private final SortedMap<Integer, Deployment.VertexPlacement> placements = new TreeMap<>();

        Deployment deployment(List<Execution> own) {
            SortedSet<Integer> vertices = new TreeSet<>();
            List<Deployment.TaskDeployment> deployments = new ArrayList<>();
            int vertex = -1;
            for (Execution execution : own) {
                if (execution.vertex != vertex) addWithNeighbours(vertex = execution.vertex, vertices);
                deployments.add(new Deployment.TaskDeployment(
                        execution.attempt(), slot(execution).allocation()));
            }
            List<Deployment.VertexPlacement> needed = vertices.stream()
                    .map(v -> placements.computeIfAbsent(v, this::placement))
                    .toList();
            return new Deployment(
                    record.spec(),
                    graph.jobGraph().fingerprint(),
                    record.constants(),
                    Collections.unmodifiableList(workers),
                    needed,
                    List.copyOf(deployments));
        }

        private void addWithNeighbours(int vertex, SortedSet<Integer> vertices) {
            vertices.add(vertex);
            for (JobEdge edge : graph.inputs(vertex)) vertices.add(edge.source());
            for (JobEdge edge : graph.outputs(vertex)) vertices.add(edge.target());
        }

        private Deployment.VertexPlacement placement(int vertex) {
            int parallelism = tasks.parallelism(vertex);
            var workerOf = new Integer[parallelism];
            var attemptOf = new Integer[parallelism];
            for (int s = 0; s < parallelism; s++) {
                Execution execution = tasks.get(vertex, s);
                JobWorker worker = reachable(execution) ? execution.worker : null;
                workerOf[s] = worker == null ? -1 : indexes.computeIfAbsent(worker, this::index);
                attemptOf[s] = execution.region.attempt;
            }
            return new Deployment.VertexPlacement(
                    vertex,
                    Collections.unmodifiableList(Arrays.asList(workerOf)),
                    Collections.unmodifiableList(Arrays.asList(attemptOf)));
        }

        /** Whether it runs, or left something to read. */
        private static boolean reachable(Execution execution) {
            return execution.live() || execution.state == ExecutionState.FINISHED;
        }

        private Integer index(JobWorker worker) {
            workers.add(worker.info);
            return workers.size() - 1;
        }

        private Slot slot(Execution execution) {
            Slot slot = execution.slot;
            if (slot == null) throw new IllegalStateException(execution + " has no slot");
            return slot;
        }
    }
}
