// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.bus.NodeBus;
import io.penstock.cluster.ClusterNode;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.NodeIdentity;
import io.penstock.cluster.VertxSetup;
import io.penstock.cluster.membership.NodeRole;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.penstock.effect.NodeClock;
import io.penstock.effect.OwnEffects;
import io.penstock.snapshot.SnapshotStores;
import io.penstock.snapshot.Snapshots;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineHostTest {
    private static final FencingToken OLD = new FencingToken(1, 0);
    private static final FencingToken NEW = new FencingToken(2, 0);

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final NodeId node = new NodeId("n");
    private final Endpoint self = Endpoint.of(node, Role.DISPATCHER);
    private ClusterRuntime cluster;
    private Context context;
    private NodeServices services;
    private Snapshots snapshots;

    @BeforeEach
    void open() {
        var identity = new NodeIdentity("n", Set.of(NodeRole.COORDINATOR, NodeRole.WORKER), Map.of());
        cluster = ClusterNode.local(identity, VertxSetup.PLAIN);
        context = cluster.vertx().getOrCreateContext();
        NodeBus bus = new NodeBus(cluster.vertx(), node);
        snapshots = new Snapshots(cluster.store(), new SnapshotStores(cluster.store(), 1 << 20));
        services = services(bus, NodeClock.start(), MachineTrace.NONE);
    }

    private NodeServices services(NodeBus bus, NodeClock clock, MachineTrace trace) {
        return new NodeServices(cluster.vertx(), cluster.store(), cluster.membership(), bus, clock, trace, snapshots);
    }

    @AfterEach
    void close() {
        snapshots.close();
        cluster.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aTimerFiresOnceAndARestartReplacesIt() throws Exception {
        start(event -> event instanceof Event.Started
                ? List.of(
                        new Action.StartTimer("a", 0),
                        new Action.StartTimer("a", 0),
                        new Action.StartTimer("b", 0),
                        new Action.CancelTimer("b"),
                        new Action.StartTimer("c", services.clock().nowMs() + 30))
                : List.of());
        assertThat(next()).isEqualTo(new Event.Started());
        assertThat(next()).isEqualTo(new Event.TimerFired("a"));
        assertThat(next()).isEqualTo(new Event.TimerFired("c"));
        assertThat(events).isEmpty();
    }

    @Test
    void aWriteHoldsBackTheRestOfItsListUntilItIsThere() throws Exception {
        LeaderRecord record = new LeaderRecord(NEW, node);
        start(event -> {
            if (event instanceof Event.Started) {
                return List.of(new Action.Persist(record, NEW), new Action.Load("leader", null));
            }
            return List.of();
        });
        next();
        assertThat(next()).isEqualTo(new Event.RecordsLoaded("leader", List.of(record)));
    }

    @Test
    void aRefusedWriteDropsTheRestAndTellsTheHigherToken() throws Exception {
        LeaderRecord young = new LeaderRecord(NEW, node);
        LeaderRecord late = new LeaderRecord(OLD, node);
        start(event -> event instanceof Event.Started
                ? List.of(
                        new Action.Persist(young, NEW),
                        new Action.Persist(late, OLD),
                        new Action.Send(self, new Message.WorkerLeaving()))
                : List.of());
        next();
        assertThat(next()).isEqualTo(new Event.PersistRefused(late, NEW));
        assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void writesToOneKeyFollowEachOtherAcrossListsAndForgettingIsNotAnEnd() throws Exception {
        LeaderRecord first = new LeaderRecord(OLD, node);
        LeaderRecord second = new LeaderRecord(OLD, new NodeId("m"));
        start(event -> {
            if (event instanceof Event.Started) {
                return List.of(
                        new Action.Send(self, new Message.WorkerLeaving()),
                        new Action.Persist(first, OLD),
                        new Action.Forget("leader", "leader", OLD));
            }
            if (event instanceof Event.MessageReceived) {
                return List.of(new Action.Persist(second, OLD), new Action.Load("leader", "leader"));
            }
            return List.of();
        });
        next();
        assertThat(next()).isInstanceOf(Event.MessageReceived.class);
        assertThat(next()).isInstanceOf(Event.RecordsLoaded.class);
    }

    @Test
    void aMachineThatBreaksIsDroppedAndHearsNothingMore() throws Exception {
        MachineHost host = start(event -> {
            if (event instanceof Event.StopRequested) throw new AssertionError("a wrong state");
            return List.of();
        });
        host.accept(new Event.StopRequested());
        assertThat(ends.poll(5, TimeUnit.SECONDS)).contains("a wrong state");
        host.accept(new Event.TimerFired("x"));
        services.bus().send(self, self, new Message.WorkerLeaving());
        assertThat(services.bus().counts().undeliverable()).isEqualTo(1);
        assertThat(events).containsExactly(new Event.Started(), new Event.StopRequested());
    }

    @Test
    void whatAMachineRefusesIsCountedAndItGoesOn() throws Exception {
        MachineHost host = start(event -> event instanceof Event.MessageReceived e
                ? List.of(new Action.Refuse(e.from(), "WorkerLeaving", "not for this component"))
                : List.of());
        assertThat(next()).isEqualTo(new Event.Started());
        services.bus().send(self, self, new Message.WorkerLeaving());
        assertThat(next()).isInstanceOf(Event.MessageReceived.class);
        host.accept(new Event.StopRequested());
        assertThat(next()).isEqualTo(new Event.StopRequested());
        assertThat(services.bus().counts().refused()).isEqualTo(1);
    }

    @Test
    void aVoteHoldsBackItsAnswerAndAStoppedMachineAnswersNothing() throws Exception {
        Promise<Void> written = Promise.promise();
        CompletableFuture<MachineHost> host = new CompletableFuture<>();
        Machine machine = (event, nowMs) -> {
            events.add(event);
            return event instanceof Event.Started
                    ? List.of(new Action.PersistVote(1, null), new Action.Send(self, new Message.WorkerLeaving()))
                    : List.of();
        };
        OwnEffects own = (action, answers) -> written.future();
        onContext(() -> host.complete(MachineHost.start(self, machine, services, own, owner(), List.of())));
        next();
        assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
        onContext(written::complete);
        assertThat(next()).isInstanceOf(Event.MessageReceived.class);
        onContext(() -> host.join().stop());
        host.join().accept(new Event.StopRequested());
        assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void recordedStepsReplayToTheSameActions() throws Exception {
        record Step(Event event, long nowMs, List<Action> actions) {}
        BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
        services = services(
                services.bus(),
                services.clock(),
                (machine, event, nowMs, actions) -> steps.add(new Step(event, nowMs, actions)));
        Function<Event, List<Action>> rule = event -> event instanceof Event.TimerFired
                ? List.of(new Action.Retire("done"))
                : List.of(new Action.StartTimer("t", 0));
        start(rule);
        assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("retired: done");
        assertThat(steps)
                .hasSize(2)
                .allSatisfy(step -> assertThat(rule.apply(step.event())).isEqualTo(step.actions()));
    }

    private MachineHost start(Function<Event, List<Action>> rule) {
        CompletableFuture<MachineHost> host = new CompletableFuture<>();
        Machine machine = (event, nowMs) -> {
            events.add(event);
            return rule.apply(event);
        };
        onContext(() -> host.complete(MachineHost.start(self, machine, services, OwnEffects.NONE, owner(), List.of())));
        return host.join();
    }

    private void onContext(Runnable task) {
        context.runOnContext(ignored -> task.run());
    }

    private Event next() throws InterruptedException {
        Event event = events.poll(5, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private MachineHost.Owner owner() {
        return new MachineHost.Owner() {
            @Override
            public void retired(String reason) {
                ends.add("retired: " + reason);
            }

            @Override
            public void broken(Throwable cause) {
                ends.add("broken: " + cause);
            }
        };
    }
}
