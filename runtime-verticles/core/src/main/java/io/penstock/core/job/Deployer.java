// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.CheckpointCoordinator;
import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.SubtaskRange;
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
import java.util.TreeMap;

/**
 * Sends tasks out: one message per executor, however many tasks. The placements of a vertex are built once and shared
 * by all messages, so a round of deployments costs one pass over the vertices at hand, never a pass per task.
 */
final class Deployer {
    private final JobContext context;
    private final JobRecord record;
    private final ExecutionGraph graph;
    private final Tasks tasks;
    private final CheckpointCoordinator checkpoints;

    Deployer(
            JobContext context,
            JobRecord record,
            ExecutionGraph graph,
            Tasks tasks,
            CheckpointCoordinator checkpoints) {
        this.context = context;
        this.record = record;
        this.graph = graph;
        this.tasks = tasks;
        this.checkpoints = checkpoints;
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

    /** What the messages of one call share: whole vertices, and the workers that they name. */
    private final class Round {
        private final WorkerIndex shared = new WorkerIndex();
        private final SortedMap<Integer, Deployment.VertexPlacement> whole = new TreeMap<>();

        Deployment deployment(List<Execution> own) {
            SortedMap<Integer, SubtaskRange> needed = needed(own);
            boolean anyWhole = needed.entrySet().stream().anyMatch(each -> isWhole(each.getKey(), each.getValue()));
            WorkerIndex index = anyWhole ? shared : new WorkerIndex();
            List<Deployment.VertexPlacement> placements = new ArrayList<>();
            needed.forEach((vertex, range) -> placements.add(
                    isWhole(vertex, range)
                            ? whole.computeIfAbsent(vertex, v -> placement(v, all(v), shared))
                            : placement(vertex, range, index)));
            List<Deployment.TaskDeployment> deployments = new ArrayList<>();
            for (Execution execution : own) {
                deployments.add(new Deployment.TaskDeployment(
                        execution.attempt(), slot(execution).allocation()));
            }
            return new Deployment(
                    record.spec(),
                    graph.jobGraph().fingerprint(),
                    record.constants(),
                    Collections.unmodifiableList(index.workers),
                    placements,
                    Collections.unmodifiableList(deployments),
                    JobGraphs.parallelism(graph.jobGraph()),
                    checkpoints.restore());
        }

        /** The subtasks that these tasks have channels to, and they themselves, as one range per vertex. */
        private SortedMap<Integer, SubtaskRange> needed(List<Execution> own) {
            var needed = new TreeMap<Integer, SubtaskRange>();
            for (Execution execution : own) {
                int s = execution.subtask;
                needed.merge(execution.vertex, new SubtaskRange(s, s + 1), Deployer::hull);
                for (JobEdge edge : graph.inputs(execution.vertex)) {
                    ChannelMap channels = graph.channels(edge.index());
                    needed.merge(edge.source(), channels.producersOf(s), Deployer::hull);
                }
                for (JobEdge edge : graph.outputs(execution.vertex)) {
                    if (edge.type() == ExchangeType.BLOCKING) continue; // its readers come later and find it
                    ChannelMap channels = graph.channels(edge.index());
                    needed.merge(edge.target(), channels.consumersOf(s), Deployer::hull);
                }
            }
            return needed;
        }

        /** Large parts are sent as a whole, since the whole is built once for all. */
        private boolean isWhole(int vertex, SubtaskRange range) {
            return range.size() * 2 > tasks.parallelism(vertex) && tasks.parallelism(vertex) > 1;
        }

        private SubtaskRange all(int vertex) {
            return new SubtaskRange(0, tasks.parallelism(vertex));
        }

        private Deployment.VertexPlacement placement(int vertex, SubtaskRange range, WorkerIndex index) {
            var workers = new Integer[range.size()];
            var attempts = new Integer[range.size()];
            for (int i = 0; i < workers.length; i++) {
                Execution execution = tasks.get(vertex, range.first() + i);
                JobWorker worker = reachable(execution) ? execution.worker : null;
                workers[i] = worker == null ? -1 : index.of(worker);
                attempts[i] = execution.region.attempt;
            }
            return new Deployment.VertexPlacement(
                    vertex,
                    range.first(),
                    Collections.unmodifiableList(Arrays.asList(workers)),
                    Collections.unmodifiableList(Arrays.asList(attempts)));
        }

        private Slot slot(Execution execution) {
            Slot slot = execution.slot;
            if (slot == null) throw new IllegalStateException(execution + " has no slot");
            return slot;
        }
    }

    /** Workers, numbered as they are named. */
    private static final class WorkerIndex {
        final List<WorkerInfo> workers = new ArrayList<>();
        private final Map<JobWorker, Integer> indexes = new LinkedHashMap<>();

        Integer of(JobWorker worker) {
            Integer known = indexes.get(worker);
            if (known != null) return known;
            workers.add(worker.info);
            indexes.put(worker, workers.size() - 1);
            return workers.size() - 1;
        }
    }

    private static SubtaskRange hull(SubtaskRange a, SubtaskRange b) {
        return new SubtaskRange(Math.min(a.first(), b.first()), Math.max(a.end(), b.end()));
    }

    /** Whether it runs, or left something to read. */
    private static boolean reachable(Execution execution) {
        return execution.live() || execution.state == ExecutionState.FINISHED;
    }
}
