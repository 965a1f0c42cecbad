// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.job.JobMachine;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.Message;
import io.penstock.core.message.Message.SavepointAnswer;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.ParallelismRange;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.SavepointOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Submits jobs to whoever the store says leads, cancels some, and asks again until it is answered. */
final class SimClient {
    static final NodeId ID = new NodeId("client");
    private static final int RETRY_MS = 1_000;

    private final Simulation world;
    private final Map<JobId, SimJob> jobs = new TreeMap<>();
    private final Set<JobId> accepted = new TreeSet<>();
    private final Set<JobId> refused = new TreeSet<>();
    private final Set<JobId> cancelAsked = new TreeSet<>();
    private final Set<JobId> cancelAnswered = new TreeSet<>();
    private final Map<String, SavepointAnswer> savepoints = new TreeMap<>();
    /** What is wanted by requests that are not answered. */
    private final Map<String, List<ParallelismRange>> rescales = new TreeMap<>();
    /** What is asked of jobs that are accepted, by request. */
    private final Map<String, JobId> queries = new TreeMap<>();

    private long requests;

    SimClient(Simulation world) {
        this.world = world;
    }

    void submit(SimJob job) {
        jobs.put(job.id(), job);
        trySubmit(job);
    }

    /** Somebody who has not heard that it is accepted asks once more, long after. */
    void submitAgain(SimJob job) {
        if (accepted.contains(job.id())) send(new Message.SubmitJob("s" + ++requests, job.spec()));
    }

    private void trySubmit(SimJob job) {
        if (accepted.contains(job.id()) || refused.contains(job.id())) return;
        send(new Message.SubmitJob("s" + ++requests, job.spec()));
        world.agenda.in(RETRY_MS, () -> trySubmit(job));
    }

    void cancel(JobId job) {
        if (!cancelAsked.add(job)) return;
        tryCancel(job);
    }

    private void tryCancel(JobId job) {
        if (cancelAnswered.contains(job)) return;
        if (accepted.contains(job)) send(new Message.CancelJob("c" + ++requests, job));
        world.agenda.in(RETRY_MS, () -> tryCancel(job));
    }

    /**
     * Asks for a savepoint until it has one, the job is over, or it is refused; a stop that failed is asked for anew.
     */
    void savepoint(JobId job, CheckpointKind kind) {
        trySavepoint(job, kind, "savepoint-" + ++requests);
    }

    private void trySavepoint(JobId job, CheckpointKind kind, String id) {
        SavepointAnswer answer = savepoints.get(id);
        boolean over = refused.contains(job) || result(job) != null;
        Refusal refusal = answer == null ? null : answer.refusal();
        boolean refusedForGood = refusal != null && refusal.code() != Refusal.Code.RETRY;
        SavepointOperation operation = answer == null ? null : answer.operation();
        if (over || refusedForGood || operation != null && operation.state() == SavepointOperation.State.COMPLETED)
            return;
        boolean failed = operation != null && operation.state() == SavepointOperation.State.FAILED;
        if (failed && !kind.stops()) return;
        String next = failed ? "savepoint-" + ++requests : id;
        if (accepted.contains(job)) send(new Message.TriggerSavepoint(next, job, kind, "/savepoints"));
        world.agenda.in(RETRY_MS, () -> trySavepoint(job, kind, next));
    }

    /** Asks for another parallelism until that is granted or refused, or the job is over. */
    void rescale(JobId job, List<ParallelismRange> ranges) {
        String id = "rescale-" + ++requests;
        rescales.put(id, ranges);
        tryRescale(job, id);
    }

    private void tryRescale(JobId job, String id) {
        List<ParallelismRange> ranges = rescales.get(id);
        if (ranges == null || refused.contains(job) || result(job) != null) return;
        if (accepted.contains(job)) send(new Message.RescaleJob(id, job, ranges));
        world.agenda.in(RETRY_MS, () -> tryRescale(job, id));
    }

    private void onRescale(Message.RescaleAnswer answer) {
        Refusal refusal = answer.refusal();
        told(answer.job(), refusal);
        if (refusal != null && refusal.code() == Refusal.Code.RETRY) return;
        List<ParallelismRange> asked = rescales.remove(answer.requestId());
        if (asked != null && refusal == null) world.invariants.scales.granted(answer.job(), asked);
    }

    void ask() {
        send(new Message.QueryJobs("q" + ++requests));
        for (JobId job : jobs.keySet()) {
            if (!accepted.contains(job)) continue;
            String id = "q" + ++requests;
            queries.put(id, job);
            send(new Message.QueryJob(id, job));
        }
    }

    private void send(Message message) {
        if (!(world.store.record("leader", "leader") instanceof LeaderRecord leader)) return;
        var self = new Endpoint(ID, Role.CLIENT, null);
        world.network.send(self, Endpoint.of(leader.leader(), Role.DISPATCHER), message);
    }

    void receive(Message message) {
        if (message instanceof Message.SubmitAnswer answer) {
            if (answer.refusal() == null) {
                accepted.add(answer.job());
                world.invariants.accepted(answer.job());
            } else if (answer.refusal().code() != Refusal.Code.RETRY) refused.add(answer.job());
        } else if (message instanceof Message.CancelAnswer answer) {
            cancelAnswered.add(answer.job());
            told(answer.job(), answer.refusal());
            if (answer.refusal() == null) world.invariants.cancelled(answer.job());
        } else if (message instanceof Message.RescaleAnswer answer) onRescale(answer);
        else if (message instanceof SavepointAnswer answer) savepoints.put(answer.requestId(), answer);
        else if (message instanceof Message.JobAnswer answer) {
            JobId job = queries.remove(answer.requestId());
            if (answer.report() != null) world.invariants.seen(answer.report());
            else if (job != null) told(job, answer.refusal());
        }
    }

    /** An accepted job is known, whoever leads, and however lately. */
    private void told(JobId job, @Nullable Refusal refusal) {
        boolean unknown = refusal != null && refusal.code() == Refusal.Code.NOT_FOUND;
        world.invariants.check(
                !unknown || !accepted.contains(job), "%s is accepted, and the answer is %s", job, refusal);
    }

    SimJob job(JobId id) {
        SimJob job = jobs.get(id);
        if (job == null) throw new IllegalArgumentException("unknown job " + id);
        return job;
    }

    Collection<SimJob> jobs() {
        return jobs.values();
    }

    boolean wasCancelled(JobId job) {
        return cancelAsked.contains(job);
    }

    boolean wasRefused(JobId job) {
        return refused.contains(job);
    }

    /** Whether every job is refused, or accepted and ended. */
    boolean allEnded() {
        return jobs.keySet().stream()
                .allMatch(job -> refused.contains(job) || accepted.contains(job) && result(job) != null);
    }

    HaRecord.@Nullable JobResultRecord result(JobId job) {
        return world.store.record("results", job.value()) instanceof HaRecord.JobResultRecord result ? result : null;
    }

    /** How each job stands, as the store and the JobMasters know it. */
    List<String> status() {
        var status = new ArrayList<String>();
        for (JobId job : jobs.keySet()) {
            HaRecord.JobResultRecord result = result(job);
            if (result != null) {
                status.add(Story.job(job) + " " + result.report().status() + " "
                        + result.report().reason());
            } else {
                status.add(Story.job(job) + " " + running(job));
            }
        }
        return status.stream().map(String::strip).toList();
    }

    private String running(JobId job) {
        for (SimProcess process : world.processes()) {
            for (MachineHost master : process.liveMasters()) {
                if (!job.equals(master.self.job()) || !(master.machine instanceof JobMachine machine)) continue;
                JobReport report = machine.report();
                if (report != null) return report.status() + " " + report.reason();
            }
        }
        return refused.contains(job) ? "refused" : "waits";
    }

    /** What still waits, in words. */
    String open() {
        var open = new StringBuilder();
        for (JobId job : jobs.keySet()) {
            if (refused.contains(job) || accepted.contains(job) && result(job) != null) continue;
            open.append(job).append(accepted.contains(job) ? " has not ended; " : " is not answered; ");
            world.physical(job).values().stream()
                    .filter(task -> !task.state.terminal())
                    .forEach(open::append);
        }
        return open.toString();
    }
}
