// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static java.util.Map.entry;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Sends to machines, every now and then, what is not for them; and looks that they refuse it and go on. */
final class Strays {
    private static final Set<Class<?>> FROM_EXECUTORS = Set.of(
            Message.OfferSlots.class,
            Message.TaskReports.class,
            Message.JobMasterBeatAnswer.class,
            Message.ExecutorReport.class,
            Message.SnapshotReports.class,
            Message.JobReleased.class,
            Message.Stale.class);

    /** Who takes what; anything else is astray. A JobMaster takes other kinds from executors than from the rest. */
    private static final Map<Role, Set<Class<?>>> TAKEN = Map.ofEntries(
            entry(
                    Role.ELECTION,
                    Set.of(
                            Message.AskVote.class,
                            Message.VoteAnswer.class,
                            Message.LeaderBeat.class,
                            Message.LeaderBeatAnswer.class,
                            Message.LeaderLeaving.class,
                            Message.Stale.class)),
            entry(
                    Role.DISPATCHER,
                    Set.of(
                            Message.SubmitJob.class,
                            Message.ProgramEvaluated.class,
                            Message.ProgramRefused.class,
                            Message.JobMasterAlive.class,
                            Message.JobEnded.class,
                            Message.CancelJob.class,
                            Message.CancelAnswer.class,
                            Message.RescaleJob.class,
                            Message.RescaleAnswer.class,
                            Message.QueryJob.class,
                            Message.QueryJobs.class,
                            Message.JobAnswer.class,
                            Message.TriggerSavepoint.class,
                            Message.QuerySavepoint.class,
                            Message.SavepointAnswer.class,
                            Message.CoordinatorLeaving.class,
                            Message.Stale.class)),
            entry(
                    Role.RESOURCE_MANAGER,
                    Set.of(
                            Message.RegisterWorker.class,
                            Message.WorkerBeat.class,
                            Message.WorkerLeaving.class,
                            Message.SlotRequestAnswer.class,
                            Message.DeclareRequirements.class,
                            Message.QueryCluster.class,
                            Message.JobAnswer.class,
                            Message.JobReleased.class,
                            Message.Stale.class)),
            entry(
                    Role.TASK_EXECUTOR,
                    Set.of(
                            Message.WorkerRegistered.class,
                            Message.WorkerBeatAnswer.class,
                            Message.WorkerUnknown.class,
                            Message.RequestSlot.class,
                            Message.EvaluateProgram.class,
                            Message.OffersAnswer.class,
                            Message.FreeSlots.class,
                            Message.DeployTasks.class,
                            Message.CancelTasks.class,
                            Message.CommitTasks.class,
                            Message.ReleasePartitions.class,
                            Message.TaskReportsAnswer.class,
                            Message.JobMasterBeat.class,
                            Message.RequestReport.class,
                            Message.ReleaseJob.class,
                            Message.TriggerCheckpoint.class,
                            Message.CheckpointCompleted.class,
                            Message.CheckpointAborted.class,
                            Message.SnapshotReportsAnswer.class,
                            Message.Stale.class)),
            entry(
                    Role.JOB_MASTER,
                    Set.of(
                            Message.DispatcherBeat.class,
                            Message.RequirementsAnswer.class,
                            Message.WorkerLost.class,
                            Message.JobEndedAnswer.class,
                            Message.StopJobMaster.class,
                            Message.CancelJob.class,
                            Message.RescaleJob.class,
                            Message.QueryJob.class,
                            Message.TriggerSavepoint.class,
                            Message.QuerySavepoint.class,
                            Message.Stale.class)));

    private final Simulation world;
    private final Random chance;
    private final Recombined messages;
    private final boolean lies;
    /** Whoever is believed to lead in term 900 deposes everybody: half of the worlds hear no lies about that. */
    private final boolean sparesElections;

    private final IdentityHashMap<Message, Boolean> sent = new IdentityHashMap<>();
    private long refused;
    private long fed;

    /** With {@code lies} also what a machine does take, but made up. */
    Strays(Simulation world, boolean lies) {
        this.world = world;
        this.chance = new Random(world.chance.nextLong());
        this.messages = new Recombined(chance);
        this.lies = lies;
        this.sparesElections = chance.nextBoolean();
    }

    static boolean takes(Role role, Role from, Class<?> kind) {
        if (role == Role.JOB_MASTER && from == Role.TASK_EXECUTOR) return FROM_EXECUTORS.contains(kind);
        return TAKEN.getOrDefault(role, Set.of()).contains(kind);
    }

    /** Whether some machine, client or host of machines takes that kind. */
    static boolean isForSomebody(Class<?> kind) {
        return FROM_EXECUTORS.contains(kind) || TAKEN.values().stream().anyMatch(kinds -> kinds.contains(kind));
    }

    long refused() {
        return refused;
    }

    /** How many messages were made up and fed. */
    long fed() {
        return fed;
    }

    void learn(Message message) {
        messages.learn(message);
    }

    void start(long untilMs) {
        world.agenda.in(1 + chance.nextInt(lies ? 40 : 100), () -> {
            if (world.agenda.nowMs() >= untilMs) return;
            send();
            start(untilMs);
        });
    }

    private void send() {
        List<SimProcess> processes = world.processes();
        if (processes.isEmpty()) return;
        SimProcess process = processes.get(chance.nextInt(processes.size()));
        List<MachineHost> hosts = process.hosts();
        MachineHost host = hosts.get(chance.nextInt(hosts.size()));
        if (lies && sparesElections && host.self.role() == Role.ELECTION) return;
        Role role = Role.values()[chance.nextInt(Role.values().length)];
        Class<?> kind = Recombined.KINDS.get(chance.nextInt(Recombined.KINDS.size()));
        if (takes(host.self.role(), role, kind) && !lies) return;
        Message message = messages.make(kind);
        if (message == null) return;
        NodeId node = processes.get(chance.nextInt(processes.size())).id();
        boolean stray = !takes(host.self.role(), role, kind);
        if (stray) sent.put(message, true);
        fed++;
        host.feed(new Event.MessageReceived(new Endpoint(node, role, null), message));
    }

    /** After each event of a machine. */
    void after(MachineHost host, Event event, List<Action> actions) {
        if (!(event instanceof Event.MessageReceived received) || sent.remove(received.message()) == null) return;
        boolean refuses = actions.stream().anyMatch(Action.Refuse.class::isInstance);
        // A Dispatcher that has not read the store, or a JobMaster that has retired, does not even look.
        boolean looked = host.self.role() != Role.DISPATCHER && host.self.role() != Role.JOB_MASTER;
        if (!refuses && (looked || !actions.isEmpty()))
            throw new AssertionError(host.self + " does not refuse " + received + " but does " + actions);
        if (refuses) refused++;
    }
}
