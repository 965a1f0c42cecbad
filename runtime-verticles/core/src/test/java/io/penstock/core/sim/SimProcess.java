// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.api.ResourceProfile;
import io.penstock.core.cluster.DispatcherMachine;
import io.penstock.core.cluster.ElectionConfig;
import io.penstock.core.cluster.ElectionMachine;
import io.penstock.core.cluster.ExecutorMachine;
import io.penstock.core.cluster.ResourceMachine;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.NodeInfo.NodeRole;
import io.penstock.core.message.Role;
import io.penstock.core.message.WorkerInfo;
import io.penstock.core.slot.BuiltInMatching;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One life of a node: a process with a clock of its own and the machines of its roles. */
final class SimProcess {
    final Simulation world;
    final NodeInfo info;
    final SimDisk disk;
    private final long clockOffsetMs;
    private final double clockRate;
    private final Map<NodeId, NodeInfo> members = new TreeMap<>();
    /** Members whose process is known to be gone. */
    private final List<NodeInfo> proven = new ArrayList<>();

    private final Map<JobId, MachineHost> masters = new TreeMap<>();
    private final Map<JobId, FencingToken> masterTokens = new TreeMap<>();
    private @Nullable MachineHost election;
    private @Nullable MachineHost dispatcher;
    private @Nullable MachineHost resources;
    private @Nullable MachineHost executor;
    private @Nullable SimDataPlane dataPlane;
    private long localMs = Long.MIN_VALUE;
    private long pausedUntilMs;
    private boolean dead;
    /** What happened while it was paused. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    SimProcess(Simulation world, NodeInfo info, SimDisk disk, double clockRate) {
        this.world = world;
        this.info = info;
        this.disk = disk;
        this.clockRate = clockRate;
        this.clockOffsetMs = 1_000_000L + world.chance.nextInt(1_000_000);
    }

    void start() {
        if (info.roles().contains(NodeRole.COORDINATOR)) {
            var config = ElectionConfig.defaults(name(), id(), world.coordinatorNames(), world.chance.nextLong());
            election = host(Role.ELECTION, new ElectionMachine(config, disk.term(), disk.votedFor()));
        }
        if (info.roles().contains(NodeRole.WORKER)) {
            int slots = world.slotsPerWorker;
            var worker =
                    new WorkerInfo(id(), name(), name(), 1, ResourceProfile.of(slots * 1000L, slots * 100L), slots);
            executor = host(Role.TASK_EXECUTOR, new ExecutorMachine(world.executorConfig, worker));
            dataPlane = new SimDataPlane(this, executor);
        }
        for (MachineHost host : hosts()) host.feed(new Event.Started());
    }

    private MachineHost host(Role role, Machine machine) {
        return new MachineHost(this, Endpoint.of(id(), role), machine);
    }

    // ---- life and time

    NodeId id() {
        return info.id();
    }

    String name() {
        return info.name();
    }

    boolean isDead() {
        return dead;
    }

    boolean isPaused() {
        return world.agenda.nowMs() < pausedUntilMs;
    }

    void kill() {
        dead = true;
        if (dataPlane != null) dataPlane.lose();
    }

    /** An orderly stop: it says goodbye, and goes a moment later. */
    void stopInOrder() {
        if (election != null) election.feed(new Event.StopRequested());
        if (executor != null) executor.feed(new Event.StopRequested());
        world.agenda.in(100, () -> world.crash(name()));
    }

    void pause(long forMs) {
        pausedUntilMs = world.agenda.nowMs() + forMs;
    }

    void resume() {
        pausedUntilMs = 0;
        goOn();
    }

    /** Now, or when the pause is over and after whatever came before, or never if it dies first. */
    void run(Runnable action) {
        if (dead) return;
        if (!isPaused() && waiting.isEmpty()) {
            action.run();
            return;
        }
        waiting.add(action);
        if (waiting.size() == 1) world.agenda.at(pausedUntilMs, this::goOn);
    }

    private void goOn() {
        while (!dead && !isPaused() && !waiting.isEmpty()) waiting.remove().run();
        if (!dead && !waiting.isEmpty()) world.agenda.at(pausedUntilMs, this::goOn);
    }

    /** Its own clock, which never goes back. */
    long localMs() {
        localMs = Math.max(localMs, clockAt(world.agenda.nowMs()));
        return localMs;
    }

    /** The first moment at which its clock shows that. */
    long worldMs(long local) {
        if (local == Long.MAX_VALUE) return Long.MAX_VALUE;
        long atMs = (long) Math.ceil((local - clockOffsetMs) / clockRate);
        // Dividing and multiplying again may lose the last bit, and a timer that is early is set again, for ever.
        while (clockAt(atMs) < local) atMs++;
        return atMs;
    }

    private long clockAt(long worldMs) {
        return clockOffsetMs + (long) (worldMs * clockRate);
    }

    // ---- messages and hints

    void receive(Endpoint from, Endpoint to, Message message) {
        if (to.role() == Role.JOB_MASTER_HOST) {
            run(() -> onHostMessage(message));
            return;
        }
        MachineHost host = to.role() == Role.JOB_MASTER && to.job() != null ? masters.get(to.job()) : host(to.role());
        if (host != null) host.feed(new Event.MessageReceived(from, message));
    }

    private @Nullable MachineHost host(Role role) {
        return switch (role) {
            case ELECTION -> election;
            case DISPATCHER -> dispatcher;
            case RESOURCE_MANAGER -> resources;
            case TASK_EXECUTOR -> executor;
            case JOB_MASTER, JOB_MASTER_HOST, TASK_DESK, NODE_DESK, EVENT_FEED, CLIENT -> null;
        };
    }

    private void onHostMessage(Message message) {
        if (message instanceof Message.StartJobMaster start) {
            FencingToken known = masterTokens.getOrDefault(start.job(), FencingToken.NONE);
            if (!known.olderThan(start.jobToken())) return;
            masterTokens.put(start.job(), start.jobToken());
            MachineHost former = masters.get(start.job());
            if (former != null) former.stop();
            var self = Endpoint.jobMaster(id(), start.job());
            var master = new MachineHost(this, self, world.jobMasters.create(id(), start));
            master.token = start.jobToken();
            masters.put(start.job(), master);
            master.feed(new Event.Started());
            tellOfMembers(master);
        } else if (message instanceof Message.StopJobMaster stop) {
            MachineHost master = masters.get(stop.job());
            FencingToken known = masterTokens.getOrDefault(stop.job(), FencingToken.NONE);
            if (master != null && !stop.jobToken().olderThan(known)) master.stop();
        }
    }

    private void tellOfMembers(MachineHost host) {
        for (NodeInfo member : members.values()) host.feed(new Event.MemberJoined(member));
        for (NodeInfo member : proven) host.feed(died(member));
    }

    void onMemberJoined(NodeInfo member) {
        members.put(member.id(), member);
        proven.remove(member);
        for (MachineHost host : hosts()) host.feed(new Event.MemberJoined(member));
    }

    void onMemberLeft(NodeId member) {
        members.remove(member);
        for (MachineHost host : hosts()) host.feed(new Event.MemberLeft(member, "the connection closed"));
    }

    void onMemberDied(NodeInfo member) {
        members.remove(member.id());
        proven.add(member);
        for (MachineHost host : hosts()) host.feed(died(member));
    }

    private static Event died(NodeInfo member) {
        return new Event.MemberDied(member, "nobody listens where it did");
    }

    void onLeaderSeen(LeaderRecord leader) {
        if (executor != null) executor.feed(new Event.LeaderSeen(leader));
        if (dispatcher != null) dispatcher.feed(new Event.LeaderSeen(leader));
        for (MachineHost master : liveMasters()) master.feed(new Event.LeaderSeen(leader));
    }

    List<MachineHost> hosts() {
        var hosts = new ArrayList<MachineHost>();
        for (MachineHost host : new MachineHost[] {election, dispatcher, resources, executor})
            if (host != null) hosts.add(host);
        hosts.addAll(masters.values());
        return hosts;
    }

    // ---- actions that are not every machine's

    void perform(MachineHost host, Action action) {
        if (action instanceof Action.LeadershipGained gained) lead(gained.token());
        else if (action instanceof Action.LeadershipLost) follow();
        else if (host.self.role() == Role.JOB_MASTER && checkpoints(host, action)) return;
        else if (dataPlane != null && host == executor) dataPlane.perform(action);
        else throw new AssertionError(host.self + " has no part for " + action);
    }

    private boolean checkpoints(MachineHost host, Action action) {
        if (action instanceof Action.VerifyCheckpoint a) {
            boolean fails = world.chance.nextInt(1000) < world.taskFailurePermille();
            soon(() -> host.feed(new Event.CheckpointVerified(
                    a.checkpoint().job(),
                    a.checkpoint().id(),
                    fails ? "it cannot be read" : world.snapshots.verify(a.checkpoint()))));
        } else if (action instanceof Action.DropCheckpoint a) {
            soon(() -> world.snapshots.drop(a.job(), a.place()));
        } else if (action instanceof Action.LoadSavepoint a) {
            soon(() -> {
                var found = world.snapshots.savepoint(a.path());
                host.feed(new Event.SavepointLoaded(a.job(), found, found == null ? "there is none" : ""));
            });
        } else return false;
        return true;
    }

    private void soon(Runnable action) {
        world.agenda.in(1L + world.chance.nextInt(50), () -> run(action));
    }

    private void lead(FencingToken token) {
        world.invariants.election.leads(this, token);
        dispatcher = host(Role.DISPATCHER, new DispatcherMachine(world.dispatcherConfig, token, id()));
        resources = host(
                Role.RESOURCE_MANAGER, new ResourceMachine(world.resourceConfig, token, id(), BuiltInMatching.SPREAD));
        for (MachineHost host : List.of(dispatcher, resources)) {
            host.feed(new Event.Started());
            tellOfMembers(host);
        }
    }

    private void follow() {
        if (dispatcher != null) dispatcher.stop();
        if (resources != null) resources.stop();
        dispatcher = null;
        resources = null;
    }

    // ---- for checks

    /** Whether it decides as the leader, whatever its clock says. */
    boolean reigns() {
        return dispatcher != null && !dead;
    }

    /** Whether it has dealt with all that happened to it. */
    boolean isAwake() {
        return !isPaused() && waiting.isEmpty();
    }

    boolean leads() {
        return election != null && !dead && ((ElectionMachine) election.machine).leads(localMs());
    }

    @Nullable
    ExecutorMachine executorMachine() {
        return executor == null ? null : (ExecutorMachine) executor.machine;
    }

    @Nullable
    DispatcherMachine dispatcherMachine() {
        return dispatcher == null ? null : (DispatcherMachine) dispatcher.machine;
    }

    @Nullable
    SimDataPlane dataPlane() {
        return dataPlane;
    }

    /** JobMasters that have neither retired nor been stopped. */
    List<MachineHost> liveMasters() {
        return masters.values().stream().filter(master -> !master.isStopped()).toList();
    }
}
