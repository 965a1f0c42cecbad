// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.CheckpointHost;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.Action;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.ArrayList;
import java.util.List;

/** The job's tasks as checkpoints see them. */
final class RunningTasks implements CheckpointHost {
    private final JobContext context;
    private final JobLife life;
    private final ExecutionGraph graph;
    private final Tasks tasks;
    private final JobWorkers workers;
    private final Progress progress;

    /** What checkpoints ask of the job's run. */
    interface Progress {
        void progressed();

        void startOver(String why, boolean failure);
    }

    RunningTasks(
            JobContext context,
            JobLife life,
            ExecutionGraph graph,
            Tasks tasks,
            JobWorkers workers,
            Progress progress) {
        this.context = context;
        this.life = life;
        this.graph = graph;
        this.tasks = tasks;
        this.workers = workers;
        this.progress = progress;
    }

    // ---- tasks
    @Override
    public boolean allRun() {
        int settled = tasks.count(ExecutionState.RUNNING) + tasks.count(ExecutionState.FINISHED);
        return life.status() == JobStatus.RUNNING && settled == tasks.size();
    }

    @Override
    public boolean atEnd() {
        return allRun() && tasks.prepared() + tasks.count(ExecutionState.FINISHED) == tasks.size();
    }

    @Override
    public List<Participant> participants() {
        List<Participant> participants = new ArrayList<>();
        for (Execution each : tasks.all()) {
            JobWorker worker = each.worker;
            if (each.live() && worker != null)
                participants.add(new Participant(each.attempt(), worker.node, isHead(each)));
        }
        return participants;
    }

    private boolean isHead(Execution execution) {
        for (JobEdge edge : graph.inputs(execution.vertex)) {
            if (tasks.finished(edge.source())) continue;
            SubtaskRange producers = graph.channels(edge.index()).producersOf(execution.subtask);
            if (producers.size() == tasks.parallelism(edge.source())) return false;
            for (int p = producers.first(); p < producers.end(); p++) {
                if (tasks.get(edge.source(), p).state != ExecutionState.FINISHED) return false;
            }
        }
        return true;
    }

    @Override
    public List<SubtaskId> finished() {
        List<SubtaskId> finished = new ArrayList<>();
        for (Execution each : tasks.all()) {
            if (each.state == ExecutionState.FINISHED) finished.add(new SubtaskId(each.vertex, each.subtask));
        }
        return finished;
    }

    @Override
    public List<NodeId> workers() {
        return workers.all().stream().map(worker -> worker.node).toList();
    }

    @Override
    public void progressed() {
        progress.progressed();
    }

    @Override
    public void startOver(String why, boolean failure) {
        progress.startOver(why, failure);
    }

    // ---- the JobMaster
    @Override
    public JobId job() {
        return context.job();
    }

    @Override
    public FencingToken token() {
        return context.token();
    }

    @Override
    public JobGraph graph() {
        return graph.jobGraph();
    }

    @Override
    public long nowMs() {
        return context.nowMs();
    }

    @Override
    public void send(NodeId worker, Message message) {
        context.sendToExecutor(worker, message);
    }

    @Override
    public void act(Action action) {
        context.act(action);
    }

    @Override
    public void persist(HaRecord record) {
        context.persist(record);
    }

    @Override
    public void startTimer(String key, long atMs) {
        context.startTimer(key, atMs);
    }

    @Override
    public void cancelTimer(String key) {
        context.cancelTimer(key);
    }

    @Override
    public void warn(String text) {
        context.warn(text);
    }
}
