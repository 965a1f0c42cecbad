// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.cluster.DispatcherConfig;
import io.penstock.core.cluster.ExecutorConfig;
import io.penstock.core.cluster.ResourceConfig;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.NodeInfo.NodeRole;
import io.penstock.core.message.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one thread: nodes, network, store, clocks and tasks, all drawn from one seed, so that the same seed is
 * the same run. A run has a phase of faults, in which nothing wrong may happen, and a quiet one, in which all that is
 * due must happen within a bound.
 */
final class Simulation {
    private static final int HINT_MAX_MS = 300;
    private static final int PROOF_MAX_MS = 20;
    private static final int LEADER_POLL_MS = 1_000;

    /** A configured node: its name and disk outlive its processes. */
    private static final class Node {
        final String name;
        final List<NodeRole> roles;
        final SimDisk disk;
        int lives;

        @Nullable
        SimProcess process;

        Node(String name, List<NodeRole> roles, SimDisk disk) {
            this.name = name;
            this.roles = roles;
            this.disk = disk;
        }
    }

    final Random chance;
    final Agenda agenda = new Agenda();
    final Network network;
    final SimStore store;
    final SimClient client;
    final Invariants invariants;
    final SimSnapshots snapshots;
    /** Attempts whose next part of a checkpoint fails, and those whose next part nobody hears of. */
    final Set<String> declines = new TreeSet<>();

    final Set<String> silent = new TreeSet<>();
    final Transcript transcript;
    final JobMasters jobMasters;
    final int slotsPerWorker;
    final ExecutorConfig executorConfig = new ExecutorConfig(500, 5_000, 30_000, 3);
    final ResourceConfig resourceConfig = ResourceConfig.DEFAULTS;
    final DispatcherConfig dispatcherConfig =
            new DispatcherConfig(500, 4_000, 2_500, 3_000, 20, 2_000, 100, 50, 1_000_000_000, 20_000);
    /**
     * Off for large jobs: each task that watches all it is connected with is quadratic, which the control plane is not.
     */
    boolean tasksWatchTheirPeers = true;

    /** Whether harm is done to coordinators only. */
    boolean workersAreSpared;

    /** Told of every action, if there is one. */
    @Nullable
    Story story;

    /** Sends what nobody should, if there is one. */
    @Nullable
    Strays strays;

    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<NodeId, Node> nodeOfProcess = new HashMap<>();
    private final Map<JobId, SortedMap<AttemptId, SimTask>> physical = new TreeMap<>();
    private final Map<String, Long> hintedUntilMs = new TreeMap<>();
    private FaultPlan faults;

    /** How a cluster is made up. */
    record Shape(int coordinators, int workers, int slotsPerWorker, boolean combined) {
        static Shape draw(Random chance) {
            int coordinators = chance.nextInt(4) == 0 ? 1 : 3;
            return new Shape(coordinators, 1 + chance.nextInt(4), 2 + chance.nextInt(3), chance.nextBoolean());
        }

        /** The same with workers that are nothing else. */
        Shape apart() {
            return new Shape(coordinators, workers, slotsPerWorker, false);
        }

        int slots() {
            return slotsPerWorker * (workers + (combined ? coordinators : 0));
        }
    }

    Simulation(long seed, Shape shape, FaultPlan faults, JobMasters jobMasters) {
        this.chance = new Random(seed);
        this.faults = faults;
        this.jobMasters = jobMasters;
        this.slotsPerWorker = shape.slotsPerWorker();
        this.transcript = new Transcript(agenda);
        this.invariants = new Invariants(this);
        this.snapshots = new SimSnapshots(this);
        this.network = new Network(this, faults);
        this.store = new SimStore(this, faults.storeDelayMaxMs());
        this.client = new SimClient(this);
        List<NodeRole> coordinator =
                shape.combined() ? List.of(NodeRole.COORDINATOR, NodeRole.WORKER) : List.of(NodeRole.COORDINATOR);
        for (int i = 1; i <= shape.coordinators(); i++) addNode("c" + i, coordinator);
        for (int i = 1; i <= shape.workers(); i++) addNode("w" + i, List.of(NodeRole.WORKER));
    }

    private void addNode(String name, List<NodeRole> roles) {
        nodes.put(name, new Node(name, roles, new SimDisk(this)));
    }

    void startAll() {
        nodes.keySet().forEach(this::start);
    }

    // ---- running

    /** Runs for that long. */
    void run(long forMs) {
        long untilMs = agenda.nowMs() + forMs;
        boolean more = true;
        while (more) more = agenda.step(untilMs);
    }

    /**
     * Runs until the condition holds, looked at a few times per second; gives false if it does not within that time.
     */
    boolean runUntil(BooleanSupplier condition, long withinMs) {
        long untilMs = agenda.nowMs() + withinMs;
        while (!condition.getAsBoolean()) {
            if (agenda.nowMs() >= untilMs) return false;
            run(200);
        }
        return true;
    }

    // ---- nodes

    void start(String name) {
        Node node = node(name);
        if (node.process != null && !node.process.isDead()) return;
        var info = new NodeInfo(new NodeId(name + "-" + ++node.lives), name, node.roles);
        double rate = 1 + (chance.nextInt(2 * faults.skewPermille() + 1) - faults.skewPermille()) / 1000.0;
        var process = new SimProcess(this, info, node.disk, rate);
        node.process = process;
        nodeOfProcess.put(info.id(), node);
        transcript.note(name + " starts as " + info.id());
        process.start();
        process.onMemberJoined(info);
        for (SimProcess other : processes()) {
            if (other == process) continue;
            hint(other, info.id(), () -> other.onMemberJoined(info));
            // Whoever joins is told of all members at once. In other worlds even that takes its time.
            if (workersAreSpared) process.onMemberJoined(other.info);
            else hint(process, other.id(), () -> process.onMemberJoined(other.info));
        }
        pollLeader(process);
    }

    void crash(String name) {
        Node node = node(name);
        SimProcess process = node.process;
        if (process == null || process.isDead()) return;
        transcript.note(name + " crashes");
        process.kill();
        for (SimProcess other : processes()) hint(other, process.id(), () -> other.onMemberLeft(process.id()));
    }

    /** It dies, and machines that can be reached answer for it that it is gone. */
    void kill(String name) {
        SimProcess process = node(name).process;
        if (process == null || process.isDead()) return;
        for (SimProcess other : processes()) if (other != process) prove(process, other);
        crash(name);
    }

    private void prove(SimProcess victim, SimProcess hearer) {
        boolean reached =
                network.connected(victim.name(), hearer.name()) && network.connected(hearer.name(), victim.name());
        if (reached) hint(hearer, victim.id(), PROOF_MAX_MS, () -> hearer.onMemberDied(victim.info));
    }

    void pause(String name, long forMs) {
        SimProcess process = node(name).process;
        if (process == null || process.isDead()) return;
        transcript.note(name + " pauses for " + forMs + " ms");
        process.pause(forMs);
    }

    /** A wrong hint, or a wrong proof, and later what is right. */
    void slander(String of, String to, boolean proof) {
        SimProcess victim = node(of).process;
        SimProcess hearer = node(to).process;
        if (victim == null || hearer == null || victim == hearer) return;
        transcript.note(to + " is told that " + of + (proof ? " died" : " left"));
        if (proof) prove(victim, hearer);
        else hint(hearer, victim.id(), () -> hearer.onMemberLeft(victim.id()));
        agenda.in(chance.nextInt(3_000), () -> {
            if (!victim.isDead()) hint(hearer, victim.id(), () -> hearer.onMemberJoined(victim.info));
        });
    }

    /**
     * Only coordinators host machines that listen to hints. What is said of one member is heard in the order in which
     * it was said.
     */
    private void hint(SimProcess to, NodeId about, Runnable news) {
        hint(to, about, HINT_MAX_MS, news);
    }

    private void hint(SimProcess to, NodeId about, int withinMs, Runnable news) {
        if (!to.info.roles().contains(NodeRole.COORDINATOR)) return;
        String lane = to.id() + " about " + about;
        long atMs = Math.max(agenda.nowMs() + 1 + chance.nextInt(withinMs), hintedUntilMs.getOrDefault(lane, 0L));
        hintedUntilMs.put(lane, atMs);
        agenda.at(atMs, () -> to.run(news));
    }

    private void pollLeader(SimProcess process) {
        agenda.in(LEADER_POLL_MS, () -> {
            if (process.isDead()) return;
            if (store.record("leader", "leader") instanceof LeaderRecord leader)
                process.run(() -> process.onLeaderSeen(leader));
            pollLeader(process);
        });
    }

    /** Hints of a new leader; the slow poll finds it for those who miss it. */
    void leaderStored(LeaderRecord leader) {
        for (SimProcess process : processes()) {
            long delayMs = 1L + chance.nextInt(HINT_MAX_MS);
            if (chance.nextInt(10) != 0) agenda.in(delayMs, () -> process.run(() -> process.onLeaderSeen(leader)));
        }
    }

    /** Ends all faults: links are mended, paused processes go on, dead ones are started. */
    void heal() {
        transcript.note("quiet");
        faults = FaultPlan.NONE;
        network.heal();
        store.heal();
        for (Node node : nodes.values()) {
            if (node.process != null) node.process.resume();
            start(node.name);
        }
    }

    // ---- what is where

    List<SimProcess> processes() {
        var live = new ArrayList<SimProcess>();
        for (Node node : nodes.values()) if (node.process != null && !node.process.isDead()) live.add(node.process);
        return live;
    }

    List<String> names() {
        return List.copyOf(nodes.keySet());
    }

    List<String> coordinatorNames() {
        return nodes.values().stream()
                .filter(node -> node.roles.contains(NodeRole.COORDINATOR))
                .map(node -> node.name)
                .toList();
    }

    private Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) throw new IllegalArgumentException("no node " + name);
        return node;
    }

    String nameOf(NodeId id) {
        Node node = nodeOfProcess.get(id);
        return node == null ? id.value() : node.name;
    }

    @Nullable
    SimProcess process(NodeId id) {
        Node node = nodeOfProcess.get(id);
        return node == null || node.process == null || !node.process.id().equals(id) || node.process.isDead()
                ? null
                : node.process;
    }

    void deliver(Endpoint from, Endpoint to, Message message) {
        if (to.node().equals(SimClient.ID)) {
            client.receive(message);
            return;
        }
        SimProcess process = process(to.node());
        if (process != null) process.receive(from, to, message);
    }

    boolean reachesMajority(SimProcess asker) {
        List<String> coordinators = coordinatorNames();
        int reached = 0;
        for (String name : coordinators) {
            SimProcess other = node(name).process;
            boolean up = other != null && !other.isDead();
            if (up && network.connected(asker.name(), name) && network.connected(name, asker.name())) reached++;
        }
        return reached > coordinators.size() / 2;
    }

    /** All attempts of a job that ever started, as they really are. */
    SortedMap<AttemptId, SimTask> physical(JobId job) {
        return physical.computeIfAbsent(job, id -> new TreeMap<>());
    }

    boolean hasPartition(@Nullable NodeId worker, JobId job, PartitionId partition) {
        SimProcess process = worker == null ? null : process(worker);
        SimDataPlane plane = process == null ? null : process.dataPlane();
        return plane != null && plane.has(job, partition);
    }

    int taskFailurePermille() {
        return faults.taskFailurePermille();
    }
}
