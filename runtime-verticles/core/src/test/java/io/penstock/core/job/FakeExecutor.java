// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A TaskExecutor of one job, as its contract says, and obedient to the test. */
final class FakeExecutor {
    final WorkerInfo info;
    final int slots;
    final TreeMap<AllocationId, ResourceProfile> held = new TreeMap<>();
    final TreeMap<AttemptId, TaskReport> tasks = new TreeMap<>();
    final TreeMap<AttemptId, AllocationId> placed = new TreeMap<>();
    final TreeSet<PartitionId> partitions = new TreeSet<>();
    final TreeSet<AllocationId> unanswered = new TreeSet<>();
    final List<Deployment> deployments = new ArrayList<>();
    final List<AttemptId> committed = new ArrayList<>();
    private final BiConsumer<Endpoint, Message> send;
    private final JobId job;
    private Endpoint master;
    private FencingToken token = FencingToken.NONE;
    private long sequence;

    /** Whether deployed tasks report RUNNING by themselves. */
    boolean starts = true;

    /** Whether cancelled tasks stop. */
    boolean stops = true;

    /** Messages that never reach it. */
    @Nullable
    Class<? extends Message> deaf;

    boolean dead;
    boolean released;

    FakeExecutor(String name, int slots, JobId job, Endpoint master, BiConsumer<Endpoint, Message> send) {
        this.info = new WorkerInfo(new NodeId(name), name, "127.0.0.1", 7000, ResourceProfile.ANY, slots);
        this.slots = slots;
        this.job = job;
        this.master = master;
        this.send = send;
    }

    void offer(AllocationId allocation, ResourceProfile profile) {
        if (held.put(allocation, profile) == null) unanswered.add(allocation);
        send.accept(master, new Message.OfferSlots(job, info, List.of(new SlotOffer(allocation, profile))));
    }

    /** Repeats offers that were not answered, and reports. */
    void beat() {
        List<SlotOffer> offers = unanswered.stream()
                .map(a -> new SlotOffer(a, held.getOrDefault(a, ResourceProfile.ANY)))
                .toList();
        if (!offers.isEmpty()) send.accept(master, new Message.OfferSlots(job, info, offers));
    }

    void receive(Endpoint from, Message message) {
        if (deaf != null && deaf.isInstance(message)) return;
        if (message instanceof Message.OffersAnswer m) {
            unanswered.removeAll(m.accepted());
            unanswered.removeAll(m.rejected());
            m.rejected().forEach(this::free);
        } else if (message instanceof Message.DeployTasks m) {
            deploy(m);
        } else if (message instanceof Message.CancelTasks m) {
            cancel(m.attempts());
        } else if (message instanceof Message.CommitTasks m) {
            committed.addAll(m.attempts());
            for (AttemptId attempt : m.attempts()) {
                if (live(attempt)) report(attempt, ExecutionState.FINISHED);
            }
        } else if (message instanceof Message.JobMasterBeat m) {
            follow(m.jobMaster(), m.token());
            send.accept(master, new Message.JobMasterBeatAnswer(job, info.node(), m.sequence(), live(), held.size()));
        } else if (message instanceof Message.RequestReport m) {
            follow(m.jobMaster(), m.token());
            send.accept(master, fullReport());
        } else if (message instanceof Message.FreeSlots m) {
            m.allocations().forEach(this::free);
        } else if (message instanceof Message.ReleasePartitions m) {
            partitions.removeAll(m.partitions());
        } else if (message instanceof Message.ReleaseJob) {
            released = true;
            held.clear();
            tasks.clear();
            send.accept(from, new Message.JobReleased(job, info.node()));
        }
    }

    private void follow(Endpoint jobMaster, FencingToken seen) {
        if (seen.olderThan(token)) return;
        token = seen;
        master = jobMaster;
    }

    Message.ExecutorReport fullReport() {
        List<Deployment.TaskDeployment> live = new ArrayList<>();
        placed.forEach((attempt, allocation) -> {
            if (live(attempt)) live.add(new Deployment.TaskDeployment(attempt, allocation));
        });
        List<SlotReport.Holding> holdings = new ArrayList<>();
        held.forEach((a, profile) -> holdings.add(new SlotReport.Holding(a, job, profile, token, master)));
        return new Message.ExecutorReport(
                job, info, token, List.copyOf(tasks.values()), live, holdings, List.copyOf(partitions));
    }

    private void deploy(Message.DeployTasks message) {
        follow(message.jobMaster(), message.token());
        deployments.add(message.deployment());
        List<AttemptId> fresh = new ArrayList<>();
        for (Deployment.TaskDeployment each : message.deployment().tasks()) {
            if (tasks.containsKey(each.attempt())) continue;
            placed.put(each.attempt(), each.allocation());
            tasks.put(each.attempt(), new TaskReport(each.attempt(), ExecutionState.INITIALIZING, false, null));
            fresh.add(each.attempt());
        }
        if (starts) fresh.forEach(attempt -> put(attempt, ExecutionState.RUNNING, false, null));
        if (!fresh.isEmpty()) send(fresh);
    }

    private void cancel(List<AttemptId> attempts) {
        for (AttemptId attempt : attempts) {
            if (tasks.containsKey(attempt) && !live(attempt)) send(List.of(attempt));
            else if (stops || !tasks.containsKey(attempt)) report(attempt, ExecutionState.CANCELED);
        }
    }

    void report(AttemptId attempt, ExecutionState state) {
        TaskReport before = tasks.get(attempt);
        put(attempt, state, before != null && before.prepared(), null);
        send(List.of(attempt));
    }

    void reportPrepared(AttemptId attempt) {
        put(attempt, ExecutionState.RUNNING, true, null);
        send(List.of(attempt));
    }

    void fail(AttemptId attempt, TaskFailure failure) {
        put(attempt, ExecutionState.FAILED, false, failure);
        send(List.of(attempt));
    }

    void send(List<AttemptId> attempts) {
        send.accept(
                master,
                new Message.TaskReports(
                        job,
                        info.node(),
                        ++sequence,
                        attempts.stream().map(tasks::get).toList()));
    }

    private void put(AttemptId attempt, ExecutionState state, boolean prepared, @Nullable TaskFailure failure) {
        tasks.put(attempt, new TaskReport(attempt, state, prepared, failure));
    }

    private void free(AllocationId allocation) {
        held.remove(allocation);
        unanswered.remove(allocation);
        List<AttemptId> there = new ArrayList<>();
        placed.forEach((attempt, slot) -> {
            TaskReport report = tasks.get(attempt);
            boolean prepared = report != null && report.prepared();
            if (slot.equals(allocation) && live(attempt) && !prepared) there.add(attempt);
        });
        cancel(there);
    }

    boolean live(AttemptId attempt) {
        TaskReport report = tasks.get(attempt);
        return report != null && !report.state().terminal();
    }

    int live() {
        return (int) tasks.keySet().stream().filter(this::live).count();
    }
}
