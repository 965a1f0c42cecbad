// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.config.NodeConfig;
import io.penstock.core.cluster.DispatcherMachine;
import io.penstock.core.cluster.ExecutorMachine;
import io.penstock.core.cluster.ResourceMachine;
import io.penstock.core.job.JobMachine;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.Message.StartJobMaster;
import io.penstock.core.message.Role;
import io.penstock.core.message.WorkerInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real verticles fed to their machines gives the same actions when fed to new ones: the simulated machines are the
 * real ones.
 */
class TraceReplayTest {
    private record Step(Endpoint machine, Event event, long nowMs, List<Action> actions) {}

    @TempDir
    private Path dir;

    private final ConcurrentLinkedQueue<Step> steps = new ConcurrentLinkedQueue<>();
    private final MachineConfigs configs = MachineConfigs.of(
            NodeConfig.of(Map.of("node.mode", "local")), getClass().getClassLoader());

    @Test
    void everyMachineDecidesInReplayAsItDidThen() {
        runJobs();
        Map<Endpoint, List<Step>> byMachine = new LinkedHashMap<>();
        steps.forEach(step -> byMachine
                .computeIfAbsent(step.machine(), machine -> new ArrayList<>())
                .add(step));
        int replayed = 0;
        for (Map.Entry<Endpoint, List<Step>> machine : byMachine.entrySet()) {
            if (machine.getKey().role() == Role.ELECTION) continue;
            Machine fresh = fresh(machine.getKey());
            for (Step step : machine.getValue()) {
                assertThat(fresh.on(step.event(), step.nowMs())).as("%s", step).isEqualTo(step.actions());
                replayed++;
            }
        }
        assertThat(replayed).isGreaterThan(50);
        assertThat(byMachine.keySet().stream().map(Endpoint::role).distinct())
                .contains(Role.DISPATCHER, Role.RESOURCE_MANAGER, Role.JOB_MASTER, Role.TASK_EXECUTOR);
    }

    private void runJobs() {
        var options = new EmbeddedCluster.Options(
                2, 2, dir, (machine, event, nowMs, actions) -> steps.add(new Step(machine, event, nowMs, actions)));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(options)) {
            cluster.programs()
                    .register(
                            "good",
                            job -> job.parallelism(3)
                                    .source("numbers", Sources.numbers(0, 1_000))
                                    .keyBy(n -> n % 10)
                                    .reduce(Long::sum)
                                    .sinkTo("out", Sinks.discard()));
            cluster.programs().register("bad", job -> {
                job.option("restart.strategy", "fixed-delay").option("restart.attemptsMax", "1");
                job.option("restart.delayMs", "1");
                job.source("numbers", Sources.numbers(0, 10))
                        .map(n -> 1 / (n - 5))
                        .sinkTo("out", Sinks.discard());
            });
            for (String program : List.of("good", "bad", "good")) {
                JobId id = new JobId(String.format("%032x", steps.size()));
                cluster.client().submit(new JobSpec(id, null, program, List.of(), 0, new TreeMap<>()));
                Optional<?> end = cluster.ends()
                        .await(id, 20_000)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                assertThat(end).isPresent();
            }
        }
    }

    /** A machine as the one at the address was when it began. */
    private Machine fresh(Endpoint at) {
        return switch (at.role()) {
            case DISPATCHER -> new DispatcherMachine(configs.dispatcher(), reign(), at.node());
            case RESOURCE_MANAGER -> new ResourceMachine(configs.resource(), reign(), at.node(), configs.newMatching());
            case TASK_EXECUTOR -> new ExecutorMachine(configs.executor(), worker(at));
            case JOB_MASTER ->
                new JobMachine(
                        at.node(),
                        order(at),
                        configs.job().config(),
                        configs.job().strategies());
            default -> throw new AssertionError(at);
        };
    }

    private FencingToken reign() {
        return actions(Action.LeadershipGained.class).get(0).token();
    }

    private WorkerInfo worker(Endpoint at) {
        return sent(Message.RegisterWorker.class).stream()
                .map(Message.RegisterWorker::worker)
                .filter(worker -> worker.node().equals(at.node()))
                .findFirst()
                .orElseThrow();
    }

    private StartJobMaster order(Endpoint at) {
        return sent(StartJobMaster.class).stream()
                .filter(order -> order.job().equals(at.job()))
                .findFirst()
                .orElseThrow();
    }

    private <M extends Message> List<M> sent(Class<M> type) {
        return actions(Action.Send.class).stream()
                .map(Action.Send::message)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private <A extends Action> List<A> actions(Class<A> type) {
        return steps.stream()
                .flatMap(step -> step.actions().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
