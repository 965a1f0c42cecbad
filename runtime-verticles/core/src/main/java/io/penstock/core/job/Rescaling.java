// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.checkpoint.CheckpointCoordinator;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.job.Rescales.Active;
import io.penstock.core.job.Rescales.Phase;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport.RescaleState;
import io.penstock.core.message.JobScale;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.SavepointOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a running job to another parallelism: slots first, then a checkpoint, then the new parallelism is stored, and
 * only then the tasks are stopped. So whatever goes wrong before leaves the job as it was; and whoever dies after
 * leaves a successor that finds what is stored, stops what is left of the tasks before, and goes on.
 */
final class Rescaling {
    private static final String STORED = "rescale/stored";
    private static final String WAITED = "rescale/waited";
    private static final long SLOTS_WAIT_MS = 10_000;

    private final JobContext context;
    private final JobLife life;
    private final JobGraph graph;
    private final Parts parts;
    private final Rescales log;

    /** The parts of the run that a rescale touches. */
    record Parts(
            Tasks tasks,
            SlotRequests slots,
            Scheduler scheduler,
            Canceller canceller,
            CheckpointCoordinator checkpoints,
            RunningTasks running,
            AttemptBook attempts) {}

    Rescaling(JobContext context, JobLife life, JobGraph graph, Parts parts) {
        this.context = context;
        this.life = life;
        this.graph = graph;
        this.parts = parts;
        this.log = life.rescales();
    }

    // ---- clients

    void onRequest(Endpoint client, Message.RescaleJob request) {
        Active active = log.active();
        if (log.isAnswered(request.requestId())) {
            answer(client, request.requestId(), log.refusal(request.requestId()));
        } else if (active != null && !active.asked.equals(request.ranges())) {
            String to = String.valueOf(active.to);
            answer(client, request.requestId(), conflict("the job is being rescaled already, to " + to));
        } else if (active != null && active.stored()) {
            answer(client, request.requestId(), null);
        } else if (active != null) {
            active.clients.put(request.requestId(), client);
        } else {
            begin(client, request);
        }
    }

    private void begin(Endpoint client, Message.RescaleJob request) {
        String problem = RescalePlan.problem(graph, request.ranges());
        Refusal refusal = problem.isEmpty() ? refusalNow(request) : new Refusal(Refusal.Code.INVALID, problem);
        if (refusal != null) {
            answer(client, request.requestId(), refusal);
            return;
        }
        var plan = new RescalePlan(graph, request.ranges());
        if (plan.changesNothing()) {
            answer(client, request.requestId(), null);
            return;
        }
        Active active = log.begin(idOf(request.requestId()), request.ranges(), plan, context.nowMs());
        active.clients.put(request.requestId(), client);
        seekSlots(active, plan);
    }

    /** Clients name their requests as they like. */
    private static String idOf(String requestId) {
        String hex = requestId.replaceAll("[^0-9a-f]", "");
        return hex.length() == 32 ? hex : JobGraphs.operatorIdOfUid(requestId);
    }

    private @Nullable Refusal refusalNow(Message.RescaleJob request) {
        if (!parts.checkpoints.possible())
            return conflict("a batch job cannot be rescaled while it runs: it has no checkpoints to go on from");
        if (parts.checkpoints.ends()) return conflict("the job is being stopped by a savepoint");
        if (life.status() != JobStatus.RUNNING)
            return conflict("the job is " + life.status() + "; it can be rescaled while it runs");
        String ended = ended(new RescalePlan(graph, request.ranges()).target());
        return ended.isEmpty() ? null : conflict(ended);
    }

    /** Why it is too late for this parallelism, if it is. */
    private String ended(List<Integer> target) {
        if (parts.running.atEnd()) return "the job has processed all its input and is about to end";
        for (JobVertex v : graph.vertices()) {
            if (!RescalePlan.moves(graph, target, v) || parts.tasks.finished(v.index())) continue;
            for (int s = 0; s < v.parallelism(); s++) {
                if (parts.tasks.get(v.index(), s).state == ExecutionState.FINISHED) return someEnded(v);
            }
        }
        return "";
    }

    private static String someEnded(JobVertex vertex) {
        return "some subtasks of '" + vertex.name()
                + "' have finished, so it and what feeds it must stay as parallel as they are";
    }

    private static Refusal conflict(String why) {
        return new Refusal(Refusal.Code.CONFLICT, why);
    }

    private void answer(Endpoint client, String requestId, @Nullable Refusal refusal) {
        log.answered(requestId, refusal);
        context.send(client, new Message.RescaleAnswer(requestId, context.job(), refusal));
    }

    private void answerAll(Active active, @Nullable Refusal refusal) {
        active.clients.forEach((id, client) -> answer(client, id, refusal));
        active.clients.clear();
    }

    private void fail(Active active, String why) {
        active.reason = why;
        context.warn("is not rescaled to " + active.to + ": " + why);
        answerAll(active, conflict(why));
        log.end(RescaleState.FAILED, context.nowMs());
        parts.slots.reserve(List.of());
    }

    // ---- the way there

    /** Begins what is due, on the books as the event left them. */
    void settle() {
        Active active = log.active();
        if (active == null) return;
        if (life.ending()) {
            fail(active, "the job is " + life.status());
            return;
        }
        if (active.phase == Phase.SLOTS) lookForSlots(active);
        if (active.phase == Phase.STARTING && parts.running.allRun()) {
            context.info("runs with parallelism " + active.to + ", " + (context.nowMs() - active.stoppedMs)
                    + " ms after its tasks were told to stop");
            log.end(RescaleState.COMPLETED, context.nowMs());
        }
    }

    private void seekSlots(Active active, RescalePlan plan) {
        active.phase = Phase.SLOTS;
        active.untilMs = context.nowMs() + SLOTS_WAIT_MS;
        parts.slots.reserve(plan.needs());
        context.startTimer(WAITED, active.untilMs);
    }

    private void lookForSlots(Active active) {
        RescalePlan plan = active.plan;
        if (plan == null) throw new IllegalStateException("a stored rescale waits for slots");
        if (parts.slots.hasReserved()) {
            active.phase = Phase.CHECKPOINT;
            active.untilMs = context.nowMs() + parts.checkpoints.timeoutMs();
            context.startTimer(WAITED, active.untilMs);
            active.checkpoint = active.id + "-" + ++active.checkpoints;
            parts.checkpoints.take(active.checkpoint);
        } else if (parts.slots.missing() > 0) {
            active.reason = parts.slots.answer();
            if (!plan.saveSlots(parts.slots.missing())) {
                fail(active, parts.slots.answer());
            } else if (plan.changesNothing()) {
                active.to = plan.target();
                answerAll(active, null);
                log.end(RescaleState.COMPLETED, context.nowMs());
                parts.slots.reserve(List.of());
            } else {
                active.to = plan.target();
                parts.slots.reserve(plan.needs());
            }
        } else if (context.nowMs() >= active.untilMs) {
            fail(active, "the slots that it needs did not come within " + SLOTS_WAIT_MS + " ms");
        }
    }

    /** Stores the new parallelism if all is ready for it; the last decision of an event. */
    void store() {
        Active active = log.active();
        if (active == null || active.phase != Phase.CHECKPOINT || life.ending()) return;
        SavepointOperation taken = parts.checkpoints.taken(active.checkpoint);
        if (taken == null || taken.state() == SavepointOperation.State.FAILED) {
            fail(active, "its checkpoint failed: " + (taken == null ? "it is not known any more" : taken.failure()));
            return;
        }
        boolean complete = taken.state() == SavepointOperation.State.COMPLETED
                && parts.checkpoints.completedId() >= taken.checkpointId();
        if (!complete || !parts.running.allRun()) {
            if (context.nowMs() < active.untilMs) return;
            fail(active, "no checkpoint was completed for it within " + parts.checkpoints.timeoutMs() + " ms");
            return;
        }
        String tooLate = tooLate(active);
        if (!tooLate.isEmpty()) {
            fail(active, tooLate);
            return;
        }
        if (!parts.slots.hasReserved() && active.plan != null) {
            seekSlots(active, active.plan);
            return;
        }
        active.phase = Phase.STORING;
        int since = Math.max(parts.attempts.sent(), parts.tasks.highestAttempt()) + 1;
        parts.attempts.store(new JobScale(since, active.to, active.from));
        context.startTimer(STORED, context.nowMs());
    }

    private String tooLate(Active active) {
        if (parts.checkpoints.ends()) return "the job is being stopped by a savepoint";
        for (JobVertex v : graph.vertices()) {
            if (!RescalePlan.moves(graph, active.to, v)) continue;
            long finished = parts.checkpoints.finished().stream()
                    .filter(each -> each.vertex() == v.index())
                    .map(SubtaskId::subtask)
                    .distinct()
                    .count();
            if (finished > 0 && finished < v.parallelism()) return someEnded(v);
        }
        return ended(active.to);
    }

    /** Whether the timer is one of these. */
    boolean onTimer(String key) {
        if (key.equals(WAITED)) return true;
        if (!key.equals(STORED)) return false;
        Active active = log.active();
        if (active == null || active.phase != Phase.STORING) return true;
        answerAll(active, null);
        if (!life.ending()) stop(active);
        return true;
    }

    /** An earlier JobMaster had stored it, and tasks of the parallelism before still run. */
    void resume(JobScale scale) {
        String id = JobGraphs.operatorIdOfUid("rescale " + context.job() + " " + scale.since());
        stop(log.resume(id, scale.before(), scale.parallelism(), context.nowMs()));
    }

    private void stop(Active active) {
        active.phase = Phase.STOPPING;
        active.stoppedMs = context.nowMs();
        parts.scheduler.stop();
        parts.checkpoints.onFailover();
        for (JobRegion region : parts.tasks.regions()) {
            region.phase = JobRegion.Phase.RESTARTING;
            region.restartAtMs = Long.MAX_VALUE;
        }
        for (Execution execution : parts.tasks.all()) if (execution.live()) parts.canceller.cancel(execution);
        String why = "is being rescaled from parallelism " + active.from + " to " + active.to;
        if (life.status() == JobStatus.RUNNING) life.enter(JobStatus.RESTARTING, why);
        else life.because(why);
    }

    /** Whether nothing may be deployed, committed or started over: it would be of a parallelism that is given up. */
    @Guard(value = "job/rescale-holds", open = false)
    boolean holds() {
        Active active = log.active();
        return active != null && (active.phase == Phase.STORING || active.phase == Phase.STOPPING);
    }

    /** Whether the tasks are being stopped. */
    boolean stopping() {
        Active active = log.active();
        return active != null && active.phase == Phase.STOPPING && !life.ending();
    }

    /** The structure that is to run now: nothing of the one before does any more. Null as long as that is not so. */
    @Nullable
    JobGraph next() {
        Active active = log.active();
        boolean quiet = stopping() && isQuiet() && parts.checkpoints.mayDeploy();
        if (active == null || !quiet) return null;
        active.phase = Phase.STARTING;
        return JobGraphs.withParallelism(graph, active.to);
    }

    @Guard(value = "job/rescale-quiet", open = true)
    private boolean isQuiet() {
        return parts.tasks.live() == 0;
    }
}
