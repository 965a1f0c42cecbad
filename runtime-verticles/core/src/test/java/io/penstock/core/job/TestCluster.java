// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Action;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.Role;
import io.penstock.core.message.SlotRequirement;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One JobMachine, and around it a Dispatcher, a ResourceManager, executors, a store and a clock, all played by the
 * book. Messages arrive in the order of sending unless the test drops them.
 */
public final class TestCluster {
    static final JobId JOB = new JobId("0123456789abcdef0123456789abcdef");
    static final NodeId LEADER = new NodeId("leader");

    final Map<NodeId, FakeExecutor> executors = new TreeMap<>();
    final Map<String, HaRecord> store = new TreeMap<>();
    final List<Message> toDispatcher = new ArrayList<>();
    final List<Message> toClient = new ArrayList<>();
    final List<Action> actions = new ArrayList<>();
    Predicate<Message> drops = message -> false;

    /** Whether writes are acknowledged; until then what follows them waits. */
    boolean storeWorks = true;

    /** Whether the Dispatcher answers that it knows the end. */
    boolean dispatcherAnswers = true;

    JobMachine machine;
    long nowMs = 1_000_000;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final ArrayDeque<Runnable> writes = new ArrayDeque<>();
    private final TreeMap<String, Long> timers = new TreeMap<>();
    private final Strategies strategies;
    private List<SlotRequirement> requirements = List.of();
    private long allocations;
    private long masters;

    @Nullable
    String retired;

    TestCluster(JobGraph graph) {
        this(graph, Strategies.BUILT_IN);
    }

    TestCluster(JobGraph graph, Strategies strategies) {
        this.strategies = strategies;
        put(record(graph, false, 1));
        machine = newMachine();
    }

    static JobSpec spec() {
        return new JobSpec(JOB, null, "test", List.of(), 0, new TreeMap<>());
    }

    HaRecord.JobRecord record(JobGraph graph, boolean cancelRequested, int starts) {
        return new HaRecord.JobRecord(
                spec(),
                nowMs,
                graph,
                new TreeMap<>(),
                new NodeId("jm" + starts),
                token(starts),
                cancelRequested,
                starts);
    }

    static FencingToken token(long counter) {
        return new FencingToken(1, counter);
    }

    private void put(HaRecord record) {
        store.put(record.map() + "/" + record.key(), record);
    }

    private JobMachine newMachine() {
        masters++;
        retired = null;
        timers.clear();
        var start = new Message.StartJobMaster(JOB, token(masters), token(0), Endpoint.of(LEADER, Role.DISPATCHER));
        return new JobMachine(new NodeId("jm" + masters), start, JobConfig.DEFAULT, strategies);
    }

    /** Adds workers w1, w2, ... with that many slots each. */
    TestCluster workers(int count, int slots) {
        for (int i = 0; i < count; i++) worker("w" + (executors.size() + 1), slots);
        return this;
    }

    FakeExecutor worker(String name, int slots) {
        var self = new NodeId(name);
        var executor = new FakeExecutor(name, slots, JOB, Endpoint.jobMaster(new NodeId("jm1"), JOB), (to, message) -> {
            boolean current = to.node().equals(new NodeId("jm" + masters));
            if (current) arrive(Endpoint.of(self, Role.TASK_EXECUTOR), message);
        });
        executors.put(self, executor);
        return executor;
    }

    FakeExecutor executor(String name) {
        return executors.get(new NodeId(name));
    }

    /** Starts the JobMaster and lets everything happen that happens without time. */
    TestCluster start() {
        executors.values().forEach(e -> feed(new Event.MemberJoined(member(e.info.node()))));
        feed(new Event.Started());
        return pump();
    }

    static NodeInfo member(NodeId node) {
        return new NodeInfo(node, node.value(), List.of(NodeInfo.NodeRole.WORKER));
    }

    /** The JobMaster's node dies; the Dispatcher places a new one. */
    TestCluster failover() {
        queue.clear();
        writes.clear();
        HaRecord.JobRecord old = (HaRecord.JobRecord) store.get("jobs/" + JOB);
        machine = newMachine();
        put(new HaRecord.JobRecord(
                old.spec(),
                old.submittedMs(),
                old.graph(),
                old.constants(),
                new NodeId("jm" + masters),
                token(masters),
                old.cancelRequested(),
                (int) masters));
        return start();
    }

    void feed(Event event) {
        perform(machine.on(event, nowMs), 0);
    }

    /** A message to the machine, through the queue. */
    void arrive(Endpoint from, Message message) {
        if (!drops.test(message)) queue.add(() -> feed(new Event.MessageReceived(from, message)));
    }

    void fromLeader(Role role, Message message) {
        arrive(Endpoint.of(LEADER, role), message);
    }

    TestCluster pump() {
        for (Runnable next = next(); next != null; next = next()) next.run();
        return this;
    }

    private @Nullable Runnable next() {
        Runnable next = queue.poll();
        if (next == null && storeWorks) next = writes.poll();
        if (next != null) return next;
        for (Map.Entry<String, Long> timer : timers.entrySet()) {
            if (timer.getValue() > nowMs) continue;
            String key = timer.getKey(); // a map's entry may show another key once it is removed
            timers.remove(key);
            return () -> feed(new Event.TimerFired(key));
        }
        return null;
    }

    /** Lets time pass, in steps of at most 50 ms, with all that happens meanwhile. */
    TestCluster advance(long ms) {
        long untilMs = nowMs + ms;
        pump();
        while (nowMs < untilMs) {
            nowMs = Math.min(untilMs, nowMs + 50);
            if (nowMs % 500 == 0) {
                executors.values().stream().filter(e -> !e.dead).forEach(FakeExecutor::beat);
                allocate();
            }
            pump();
        }
        return this;
    }

    private void perform(List<Action> list, int from) {
        for (int i = from; i < list.size(); i++) {
            Action action = list.get(i);
            actions.add(action);
            if (action instanceof Action.Persist persist) {
                int next = i + 1;
                writes.add(() -> {
                    put(persist.record());
                    perform(list, next);
                });
                return;
            }
            perform(action);
        }
    }

    private void perform(Action action) {
        if (action instanceof Action.Send send) deliver(send.to(), send.message());
        else if (action instanceof Action.StartTimer timer) timers.put(timer.key(), timer.atMs());
        else if (action instanceof Action.CancelTimer timer) timers.remove(timer.key());
        else if (action instanceof Action.Load load) load(load);
        else if (action instanceof Action.Fence fence) load(new Action.Load(fence.map(), fence.key()));
        else if (action instanceof Action.Forget forget) store.remove(forget.map() + "/" + forget.key());
        else if (action instanceof Action.Retire retire) retired = retire.reason();
    }

    private void load(Action.Load load) {
        HaRecord found = store.get(load.map() + "/" + load.key());
        queue.add(() -> feed(new Event.RecordsLoaded(load.map(), found == null ? List.of() : List.of(found))));
    }

    private void deliver(Endpoint to, Message message) {
        if (drops.test(message)) return;
        switch (to.role()) {
            case TASK_EXECUTOR -> {
                FakeExecutor executor = executors.get(to.node());
                Endpoint jobMaster = Endpoint.jobMaster(new NodeId("jm" + masters), JOB);
                if (executor != null && !executor.dead) queue.add(() -> executor.receive(jobMaster, message));
            }
            case RESOURCE_MANAGER -> {
                if (!(message instanceof Message.DeclareRequirements declared)) return;
                requirements = declared.requirements();
                answerRequirements(declared.sequence());
            }
            case DISPATCHER -> {
                toDispatcher.add(message);
                if (message instanceof Message.JobEnded && dispatcherAnswers) {
                    fromLeader(Role.DISPATCHER, new Message.JobEndedAnswer(JOB, token(0)));
                }
            }
            default -> toClient.add(message);
        }
    }

    // ---- the ResourceManager

    private void answerRequirements(long sequence) {
        int missing = allocate();
        int exist = executors.values().stream()
                .filter(e -> !e.dead)
                .mapToInt(e -> e.slots)
                .sum();
        int needed = requirements.stream().mapToInt(SlotRequirement::count).sum();
        String reason = missing == 0 ? "" : "needs " + needed + " slots, " + exist + " exist, 0 free";
        fromLeader(
                Role.RESOURCE_MANAGER, new Message.RequirementsAnswer(JOB, token(0), sequence, missing, reason, false));
    }

    /** Hands out what is free; returns how many are missing. */
    private int allocate() {
        int missing = 0;
        for (SlotRequirement requirement : requirements) {
            for (int i = held(requirement.profile()); i < requirement.count(); i++) {
                FakeExecutor free = executors.values().stream()
                        .filter(e -> !e.dead && e.held.size() < e.slots)
                        .findFirst()
                        .orElse(null);
                if (free == null) missing++;
                else free.offer(AllocationId.of(token(0), ++allocations), requirement.profile());
            }
        }
        return missing;
    }

    private int held(ResourceProfile profile) {
        return (int) executors.values().stream()
                .filter(e -> !e.dead)
                .flatMap(e -> e.held.values().stream())
                .filter(profile::equals)
                .count();
    }

    // ---- what tests say

    JobReport report() {
        JobReport report = machine.report();
        assertThat(report).isNotNull();
        return report;
    }

    JobStatus status() {
        return report().status();
    }

    ExecutionState state(int vertex, int subtask) {
        return subtask(vertex, subtask).state();
    }

    JobReport.SubtaskReport subtask(int vertex, int subtask) {
        return report().vertices().get(vertex).subtasks().get(subtask);
    }

    AttemptId attempt(int vertex, int subtask) {
        return new AttemptId(vertex, subtask, subtask(vertex, subtask).attempt());
    }

    FakeExecutor executorOf(int vertex, int subtask) {
        return executors.get(subtask(vertex, subtask).worker());
    }

    TestCluster finish(int vertex, int subtask) {
        executorOf(vertex, subtask).report(attempt(vertex, subtask), ExecutionState.FINISHED);
        return pump();
    }

    /** Finishes whatever runs, of that vertex. */
    TestCluster finishAll(int vertex) {
        int parallelism = report().vertices().get(vertex).subtasks().size();
        for (int s = 0; s < parallelism; s++) if (state(vertex, s) == ExecutionState.RUNNING) finish(vertex, s);
        return this;
    }

    TestCluster fail(int vertex, int subtask, TaskFailure failure) {
        executorOf(vertex, subtask).fail(attempt(vertex, subtask), failure);
        return pump();
    }

    TestCluster fail(int vertex, int subtask) {
        return fail(vertex, subtask, TaskFailure.of(TaskFailure.Kind.USER_CODE, "boom"));
    }

    /** The process dies; nobody is told. */
    TestCluster kill(String name) {
        executor(name).dead = true;
        return this;
    }

    TestCluster memberLeft(String name) {
        feed(new Event.MemberLeft(new NodeId(name), "its connections closed"));
        return pump();
    }

    <M> List<M> sent(Class<M> type) {
        return actions.stream()
                .filter(Action.Send.class::isInstance)
                .map(action -> ((Action.Send) action).message())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<ExecutionState> states(int vertex) {
        return report().vertices().get(vertex).subtasks().stream()
                .map(JobReport.SubtaskReport::state)
                .toList();
    }

    static ResourceProfile any() {
        return ResourceProfile.ANY;
    }
}
