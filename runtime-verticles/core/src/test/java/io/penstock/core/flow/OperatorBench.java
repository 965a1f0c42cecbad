// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.function.OutputTag;
import io.penstock.api.metric.MetricGroup;
import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphBuilder;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import io.penstock.core.program.TestSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One operator in a task of its own, fed by hand over channels that hold one batch of a few records. What is fed is
 * split into batches at random, and, if asked for, the task is now and then replaced by another that is restored from
 * its snapshot.
 */
final class OperatorBench {
    /** A record with its time, or a watermark. */
    record Out(Object value, long timestampMs) {
        @Override
        public String toString() {
            return value + "@" + (timestampMs == Long.MIN_VALUE ? "-" : timestampMs);
        }
    }

    private static final Specializer HIDDEN_COPIES = new Specializer(new TestClassFiles());

    private final Random random;
    private final boolean restores;
    private final JobGraph graph;
    private final Plan plan;
    private final JobVertex vertex;
    private final Map<Integer, List<TightLane>> inputs = new TreeMap<>();
    private final Map<String, List<Object>> outputs = new TreeMap<>();
    private final List<JobEdge> outputEdges = new ArrayList<>();
    private final List<TightLane> outputLanes = new ArrayList<>();
    private final Map<TightLane, Batch> filling = new java.util.LinkedHashMap<>();
    private final Map<TightLane, Long> watermarks = new java.util.LinkedHashMap<>();
    private final List<List<TightLane>> lanesByInput = List.of(new ArrayList<>(), new ArrayList<>());
    private Task task;
    private MemorySnapshot snapshot;
    private SnapshotOutput next;
    private long nanos;
    private int nanosPerLook;
    private boolean woken;
    private long nowMs = 10_000;
    private long wakeAtMs = Long.MAX_VALUE;
    private long checkpoints;

    /** Plain: no snapshots. */
    static OperatorBench of(long seed, Function<JobBuilder, DataStream<?>> definition, OutputTag<?>... sides) {
        return new OperatorBench(seed, false, definition, sides);
    }

    /** With a snapshot and a restore every few records. */
    static OperatorBench restoring(long seed, Function<JobBuilder, DataStream<?>> definition, OutputTag<?>... sides) {
        return new OperatorBench(seed, true, definition, sides);
    }

    /** What {@link #seeded} is for. */
    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    /** Plain with even seeds, restoring with odd ones. */
    static OperatorBench seeded(int seed, Function<JobBuilder, DataStream<?>> definition, OutputTag<?>... sides) {
        return new OperatorBench(seed, seed % 2 == 1, definition, sides);
    }

    /** {@code definition} returns the operator's stream; everything else in it is sources. */
    private OperatorBench(
            long seed, boolean restores, Function<JobBuilder, DataStream<?>> definition, OutputTag<?>... sides) {
        this.random = new Random(seed);
        this.restores = restores;
        this.plan = ProgramEvaluator.evaluate(
                job -> {
                    DataStream<?> stream = definition.apply(job);
                    stream.sinkTo("main", TestSources.sink()).disableChaining();
                    for (OutputTag<?> tag : sides) {
                        stream.sideOutput(tag)
                                .sinkTo(tag.name(), TestSources.sink())
                                .disableChaining();
                    }
                },
                List.of());
        this.graph = JobGraphBuilder.build(plan, 1);
        this.vertex = graph.vertices().stream()
                .filter(v -> !v.source() && graph.edges().stream().anyMatch(e -> e.source() == v.index()))
                .findFirst()
                .orElseThrow();
        for (JobEdge edge : graph.edges()) {
            if (edge.target() == vertex.index()) {
                List<TightLane> lanes = List.of(new TightLane(Integer.MAX_VALUE));
                inputs.put(edge.index(), lanes);
                lanesByInput.get(edge.input()).addAll(lanes);
            }
            if (edge.source() == vertex.index()) {
                outputEdges.add(edge);
                outputLanes.add(new TightLane(1));
                outputs.put(outputName(edge), new ArrayList<>());
            }
        }
        start(null);
    }

    private static String outputName(JobEdge edge) {
        return edge.sideOutput() == null ? "main" : edge.sideOutput();
    }

    private void start(MemorySnapshot from) {
        List<InputEdge> ins = new ArrayList<>();
        List<OutputEdge> outs = new ArrayList<>();
        inputs.forEach((index, lanes) -> ins.add(new InputEdge(graph.edges().get(index), new BenchInput(lanes))));
        for (int i = 0; i < outputEdges.size(); i++) {
            outs.add(new OutputEdge(
                    outputEdges.get(i), 128, new BenchOutput(outputLanes.get(i), 1 + random.nextInt(3))));
        }
        Specializer specializer = random.nextBoolean() ? HIDDEN_COPIES : new Specializer(null);
        wakeAtMs = Long.MAX_VALUE;
        task = Task.create(
                new TaskSpec(graph, vertex.index(), plan, 0, 1, ins, outs, specializer, new Environment(), from));
        task.open(nowMs);
        woken = true;
    }

    OperatorBench left(Object value, long timestampMs) {
        return feed(0, 0, value, timestampMs);
    }

    OperatorBench right(Object value, long timestampMs) {
        return feed(1, 0, value, timestampMs);
    }

    /** Feeds one of several lanes of the first input. */
    OperatorBench lane(int lane, Object value, long timestampMs) {
        return feed(0, lane, value, timestampMs);
    }

    private OperatorBench feed(int input, int laneIndex, Object value, long timestampMs) {
        TightLane lane = lanesByInput.get(input).get(laneIndex);
        if (!filling.containsKey(lane)) sendAll();
        Batch batch = filling.computeIfAbsent(lane, l -> new Batch(4));
        batch.add(value, timestampMs);
        if (batch.isFull() || random.nextInt(3) == 0) sendAll();
        return this;
    }

    private void sendAll() {
        filling.forEach((lane, batch) -> lane.offer(batch));
        filling.clear();
        run();
        if (restores && random.nextInt(3) == 0 && task.status() == TaskStatus.RUNNING) replace();
    }

    /** Sends a watermark through every lane. */
    OperatorBench watermark(long watermarkMs) {
        for (List<TightLane> lanes : lanesByInput) for (TightLane lane : lanes) sendWatermark(lane, watermarkMs);
        return this;
    }

    /** Sends a watermark through one lane of the first input. */
    OperatorBench watermark(int lane, long watermarkMs) {
        sendWatermark(lanesByInput.get(0).get(lane), watermarkMs);
        return this;
    }

    private void sendWatermark(TightLane lane, long watermarkMs) {
        Batch batch = filling.remove(lane);
        if (batch == null) batch = new Batch(0);
        sendAll();
        batch.watermark = watermarkMs;
        lane.offer(batch);
        watermarks.put(lane, watermarkMs);
        run();
        if (restores && random.nextInt(3) == 0 && task.status() == TaskStatus.RUNNING) replace();
    }

    OperatorBench mark(int lane, Marker marker) {
        sendAll();
        Batch batch = new Batch(0);
        batch.marker = marker;
        lanesByInput.get(0).get(lane).offer(batch);
        run();
        return this;
    }

    OperatorBench end() {
        sendAll();
        for (List<TightLane> lanes : lanesByInput) {
            for (TightLane lane : lanes) {
                Batch batch = new Batch(0);
                batch.marker = Marker.EndOfInput.INSTANCE;
                lane.offer(batch);
            }
        }
        run();
        return this;
    }

    /** Sets the processing time, which wakes the task only if it has asked for that. */
    OperatorBench time(long timeMs) {
        sendAll();
        nowMs = timeMs;
        run();
        return this;
    }

    /** Sends a barrier through every lane, and on without waiting for the task's part, which goes there. */
    OperatorBench snapshot(SnapshotOutput to) {
        sendAll();
        next = to;
        checkpoints++;
        sendBarrier();
        return this;
    }

    /** How fast the clock goes by which a task divides its time; at first it stands still. */
    OperatorBench nanosPerLook(int nanos) {
        nanosPerLook = nanos;
        return this;
    }

    /** Wakes the task as its surroundings would. */
    OperatorBench wake() {
        woken = true;
        run();
        return this;
    }

    private void sendBarrier() {
        for (List<TightLane> lanes : lanesByInput) {
            for (TightLane lane : lanes) {
                Batch batch = new Batch(0);
                batch.marker = new Marker.Barrier(checkpoints);
                lane.offer(batch);
            }
        }
        run();
    }

    private void replace() {
        checkpoints++;
        snapshot = null;
        sendBarrier();
        task.cancel();
        task.step(nowMs);
        task.close();
        start(snapshot);
        watermarks.forEach((lane, watermarkMs) -> {
            Batch batch = new Batch(0);
            batch.watermark = watermarkMs;
            lane.offer(batch);
        });
        run();
    }

    private void run() {
        if (nowMs >= wakeAtMs) {
            wakeAtMs = Long.MAX_VALUE;
            woken = true;
        }
        while (woken) {
            woken = false;
            Progress progress = task.step(nowMs);
            if (progress == Progress.SOME) woken = true;
            drain();
            if (progress == Progress.DONE) return;
        }
    }

    private void drain() {
        for (int i = 0; i < outputLanes.size(); i++) {
            TightLane lane = outputLanes.get(i);
            List<Object> to = outputs.get(outputName(outputEdges.get(i)));
            for (Batch batch; (batch = lane.poll()) != null; lane.recycle(batch)) {
                for (int r = 0; r < batch.size; r++) to.add(new Out(batch.values[r], batch.timestamps[r]));
                if (batch.watermark != Long.MIN_VALUE) to.add("wm " + batch.watermark);
                if (batch.marker != null) to.add(batch.marker);
            }
        }
    }

    Task task() {
        return task;
    }

    /** Sends what is held back. */
    OperatorBench flush() {
        sendAll();
        return this;
    }

    /** The main output's records so far, as {@code value@time}; forgets them. */
    List<String> records() {
        return records("main");
    }

    /** A side output's records so far; forgets them. */
    List<String> records(String output) {
        sendAll();
        List<String> all = outputs.get(output).stream()
                .filter(Out.class::isInstance)
                .map(Object::toString)
                .toList();
        outputs.get(output).clear();
        return all;
    }

    /** Everything in the main output: records as {@link Out}, watermarks as text, markers; forgets all. */
    List<Object> sent() {
        sendAll();
        List<Object> all = List.copyOf(outputs.get("main"));
        outputs.get("main").clear();
        return all;
    }

    /** Whether the task goes on from a snapshot. */
    boolean hasBeenReplaced() {
        return checkpoints > 0;
    }

    /** Everything in the main output but records and barriers; forgets all. */
    List<String> signals() {
        sendAll();
        List<String> all = outputs.get("main").stream()
                .filter(o -> !(o instanceof Out) && !(o instanceof Marker.Barrier))
                .map(Object::toString)
                .toList();
        outputs.get("main").clear();
        return all;
    }

    private record BenchInput(List<TightLane> sources) implements InputPort {
        @Override
        public int lanes() {
            return sources.size();
        }

        @Override
        public InputLane lane(int index) {
            return sources.get(index);
        }

        @Override
        public void attach(ReadyListener listener) {
            for (int i = 0; i < sources.size(); i++) {
                int index = i;
                sources.get(i).ready = () -> listener.laneReady(index);
                if (!sources.get(i).isEmpty()) listener.laneReady(index);
            }
        }
    }

    /** It says that it encodes, so that the task does what it does before an exchange with another worker. */
    private record BenchOutput(TightLane target, int batchCapacity) implements OutputPort {
        @Override
        public int targets() {
            return 1;
        }

        @Override
        public OutputLane lane(int target) {
            return this.target;
        }

        @Override
        public void attach(Wakeable producer) {
            target.producer = producer;
        }

        @Override
        public boolean encodes() {
            return true;
        }
    }

    private final class Environment implements TaskEnvironment {
        @Override
        public void wake() {
            woken = true;
        }

        @Override
        public String jobId() {
            return "0".repeat(32);
        }

        @Override
        public long nanoTime() {
            return nanos += nanosPerLook;
        }

        @Override
        public void wakeAt(long timeMs) {
            wakeAtMs = timeMs;
        }

        @Override
        public MetricGroup metrics(String operatorId, String operatorName) {
            return new TestMetrics();
        }

        @Override
        public SnapshotOutput snapshot(Marker.Barrier barrier, long alignmentMs) {
            SnapshotOutput given = next;
            next = null;
            if (given != null) return given;
            return snapshot = new MemorySnapshot(barrier.checkpointId());
        }
    }
}
