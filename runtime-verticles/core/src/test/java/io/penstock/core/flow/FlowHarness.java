// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.JobProgram;
import io.penstock.api.metric.MetricGroup;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphBuilder;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs a whole job on one thread: its tasks are stepped in seeded random order over channels that hold one or a few
 * records, and only when they have asked for it, on a clock that jumps. A job that rests before it is finished has lost
 * a wake-up, and that is an error.
 */
final class FlowHarness {
    private static final int STEPS_MAX = 5_000_000;

    private final Random random;
    private final Specializer specializer;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> runnable = new ArrayList<>();
    private final JobGraph graph;
    private long nowMs = 1_000_000;
    private long nanos;
    private int steps;

    FlowHarness(JobProgram program, int parallelism, long seed) {
        random = new Random(seed);
        specializer = new Specializer(random.nextBoolean() ? new TestClassFiles() : null);
        Plan plan = ProgramEvaluator.evaluate(program, List.of());
        graph = JobGraphBuilder.build(plan, parallelism);
        List<TightExchange> exchanges = new ArrayList<>();
        for (JobEdge edge : graph.edges()) {
            exchanges.add(new TightExchange(ChannelMap.of(graph, edge), 1 + random.nextInt(4), 1 + random.nextInt(2)));
        }
        for (JobVertex vertex : graph.vertices()) {
            for (int subtask = 0; subtask < vertex.parallelism(); subtask++) {
                Plan own = ProgramEvaluator.evaluateAgain(program, List.of(), plan.constants());
                nodes.add(new Node(vertex, subtask, own, exchanges));
            }
        }
        for (Node node : nodes) node.wake();
    }

    /** Runs a job to its end. */
    static FlowHarness run(JobProgram program, int parallelism, long seed) {
        FlowHarness harness = new FlowHarness(program, parallelism, seed);
        harness.finish();
        return harness;
    }

    void finish() {
        while (!nodes.stream().allMatch(node -> node.task.status().isTerminal())) {
            if (runnable.isEmpty() && !commitWhenAllPrepared() && !jumpToNextTimer())
                throw new AssertionError("stuck: " + this);
            if (!runnable.isEmpty()) stepOne();
            if (++steps > STEPS_MAX) throw new AssertionError("does not end: " + this);
        }
        for (Node node : nodes) node.task.close();
    }

    private void stepOne() {
        int pick = random.nextInt(runnable.size());
        Node node = runnable.get(pick);
        runnable.remove(pick);
        node.scheduled = false;
        if (!node.opened) {
            node.opened = true;
            node.task.open(nowMs);
        }
        if (random.nextInt(50) == 0) nowMs++;
        if (node.task.step(nowMs) == Progress.SOME) node.wake();
    }

    private boolean commitWhenAllPrepared() {
        boolean all = nodes.stream()
                .allMatch(n -> n.task.status() == TaskStatus.PREPARED || n.task.status() == TaskStatus.FINISHED);
        if (all) for (Node node : nodes) node.task.commit();
        return all;
    }

    private boolean jumpToNextTimer() {
        long next = nodes.stream().mapToLong(node -> node.wakeAtMs).min().orElse(Long.MAX_VALUE);
        if (next == Long.MAX_VALUE) return false;
        nowMs = Math.max(nowMs, next);
        for (Node node : nodes) {
            if (node.wakeAtMs > nowMs) continue;
            node.wakeAtMs = Long.MAX_VALUE;
            node.wake();
        }
        return true;
    }

    TaskCounters counters(String vertexName) {
        long in = 0;
        long out = 0;
        long late = 0;
        for (Node node : nodes) {
            if (!node.vertex.name().equals(vertexName)) continue;
            in += node.task.counters().recordsIn();
            out += node.task.counters().recordsOut();
            late += node.task.counters().lateRecords();
        }
        return new TaskCounters(in, out, 0, late, 0, false);
    }

    JobGraph graph() {
        return graph;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            text.append(node.vertex.name()).append('[').append(node.subtask).append("] ");
            text.append(node.task.status())
                    .append(' ')
                    .append(node.task.counters())
                    .append('\n');
        }
        return text.toString();
    }

    private final class Node implements TaskEnvironment {
        final JobVertex vertex;
        final int subtask;
        final Task task;
        boolean opened;
        boolean scheduled;
        long wakeAtMs = Long.MAX_VALUE;

        Node(JobVertex vertex, int subtask, Plan plan, List<TightExchange> exchanges) {
            this.vertex = vertex;
            this.subtask = subtask;
            List<InputEdge> inputs = new ArrayList<>();
            List<OutputEdge> outputs = new ArrayList<>();
            for (JobEdge edge : graph.edges()) {
                TightExchange exchange = exchanges.get(edge.index());
                if (edge.target() == vertex.index()) inputs.add(new InputEdge(edge, exchange.input(subtask)));
                if (edge.source() != vertex.index()) continue;
                int keyGroups = graph.vertices().get(edge.target()).maxParallelism();
                outputs.add(new OutputEdge(edge, keyGroups, exchange.output(subtask)));
            }
            task = Task.create(
                    new TaskSpec(graph, vertex.index(), plan, subtask, 1, inputs, outputs, specializer, this, null));
        }

        @Override
        public void wake() {
            if (scheduled) return;
            scheduled = true;
            runnable.add(this);
        }

        @Override
        public void wakeAt(long timeMs) {
            wakeAtMs = timeMs;
        }

        @Override
        public long nanoTime() {
            return nanos += random.nextInt(100_000);
        }

        @Override
        public String jobId() {
            return "0".repeat(32);
        }

        @Override
        public MetricGroup metrics(String operatorId, String operatorName) {
            return new TestMetrics();
        }

        @Override
        public SnapshotOutput snapshot(Marker.Barrier barrier, long alignmentMs) {
            throw new IllegalStateException("nobody triggers checkpoints here");
        }
    }
}
