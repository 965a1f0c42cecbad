// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.bench;

import io.penstock.api.JobProgram;
import io.penstock.api.metric.Counter;
import io.penstock.api.metric.Histogram;
import io.penstock.api.metric.MetricGroup;
import io.penstock.core.flow.InputEdge;
import io.penstock.core.flow.OutputEdge;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskEnvironment;
import io.penstock.core.flow.TaskSpec;
import io.penstock.core.flow.TaskStatus;
import io.penstock.core.flow.channel.LaneShape;
import io.penstock.core.flow.channel.LocalExchange;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphBuilder;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** A job whose tasks run on {@link BenchWorkers}, with local exchanges. */
final class BenchJob {
    private final List<Task> sources = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<BenchWorkers.Slot> slots = new ArrayList<>();

    BenchJob(JobProgram program, int parallelism, BenchWorkers workers, boolean specialize) {
        this(program, parallelism, workers, specialize, null);
    }

    /** With channels of that shape; null leaves it to the exchange. */
    BenchJob(JobProgram program, int parallelism, BenchWorkers workers, boolean specialize, LaneShape shape) {
        Plan plan = ProgramEvaluator.evaluate(program, List.of());
        JobGraph graph = JobGraphBuilder.build(plan, parallelism);
        Specializer specializer = new Specializer(specialize ? BenchJob::classFile : null);
        List<LocalExchange> exchanges = new ArrayList<>();
        for (JobEdge edge : graph.edges()) {
            ChannelMap map = ChannelMap.of(graph, edge);
            exchanges.add(
                    shape == null
                            ? new LocalExchange(map.producers(), map.consumers())
                            : new LocalExchange(map.producers(), map.consumers(), shape));
        }
        for (JobVertex vertex : graph.vertices()) {
            for (int subtask = 0; subtask < vertex.parallelism(); subtask++) {
                BenchWorkers.Slot slot = workers.slot(subtask);
                Plan own = ProgramEvaluator.evaluateAgain(program, List.of(), plan.constants());
                slot.task = task(graph, vertex, own, subtask, exchanges, specializer, new Environment(slot));
                slots.add(slot);
                tasks.add(slot.task);
                if (vertex.source()) sources.add(slot.task);
            }
        }
    }

    private static Task task(
            JobGraph graph,
            JobVertex vertex,
            Plan plan,
            int subtask,
            List<LocalExchange> exchanges,
            Specializer specializer,
            Environment environment) {
        List<InputEdge> inputs = new ArrayList<>();
        List<OutputEdge> outputs = new ArrayList<>();
        for (JobEdge edge : graph.edges()) {
            ChannelMap map = ChannelMap.of(graph, edge);
            LocalExchange exchange = exchanges.get(edge.index());
            if (edge.target() == vertex.index()) {
                SubtaskRange from = map.producersOf(subtask);
                inputs.add(new InputEdge(edge, exchange.input(subtask, from.first(), from.size())));
            }
            if (edge.source() == vertex.index()) {
                SubtaskRange to = map.consumersOf(subtask);
                int groups = graph.vertices().get(edge.target()).maxParallelism();
                outputs.add(new OutputEdge(edge, groups, exchange.output(subtask, to.first(), to.size())));
            }
        }
        return Task.create(
                new TaskSpec(graph, vertex.index(), plan, subtask, 1, inputs, outputs, specializer, environment, null));
    }

    private static byte[] classFile(Class<?> template) {
        String name = template.getName();
        try (InputStream in = template.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        for (Task task : tasks) task.open(System.currentTimeMillis());
        for (BenchWorkers.Slot slot : slots) slot.wake();
    }

    long recordsRead() {
        long sum = 0;
        for (Task source : sources) sum += source.counters().recordsIn();
        return sum;
    }

    /** Waits for the end, committing when all tasks have prepared. */
    void finish() throws InterruptedException {
        while (!isFinished()) {
            for (BenchWorkers.Slot slot : slots) if (slot.failure != null) throw new AssertionError(slot.failure);
            boolean prepared = tasks.stream()
                    .allMatch(t -> t.status() == TaskStatus.PREPARED || t.status() == TaskStatus.FINISHED);
            if (prepared) tasks.forEach(Task::commit);
            Thread.sleep(1);
        }
        for (Task task : tasks) task.close();
    }

    boolean isFinished() {
        return tasks.stream().allMatch(task -> task.status().isTerminal());
    }

    void cancel() throws InterruptedException {
        for (Task task : tasks) task.cancel();
        while (!isFinished()) Thread.sleep(1);
        for (Task task : tasks) task.close();
    }

    int tasks() {
        return tasks.size();
    }

    private record Environment(BenchWorkers.Slot slot) implements TaskEnvironment, MetricGroup {
        @Override
        public void wake() {
            slot.wake();
        }

        @Override
        public String jobId() {
            return "0".repeat(32);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void wakeAt(long timeMs) {
            slot.wakeAt(timeMs);
        }

        @Override
        public MetricGroup metrics(String operatorId, String operatorName) {
            return this;
        }

        @Override
        public SnapshotOutput snapshot(Marker.Barrier barrier, long alignmentMs) {
            throw new IllegalStateException("nobody triggers checkpoints here");
        }

        @Override
        public Counter counter(String name) {
            return amount -> {};
        }

        @Override
        public void gauge(String name, DoubleSupplier value) {}

        @Override
        public Histogram histogram(String name) {
            return value -> {};
        }
    }
}
