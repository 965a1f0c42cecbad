// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.api.JobOptions;
import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job to be submitted.
 *
 * @param graph null for a program that no worker can evaluate
 * @param bounded whether it ends by itself
 * @param transactional whether its sinks wait for a commit
 * @param taskMs how long a source runs, about
 */
record SimJob(JobSpec spec, @Nullable JobGraph graph, boolean bounded, boolean transactional, int taskMs) {
    JobId id() {
        return spec.jobId();
    }

    boolean checkpointed() {
        return spec.options().containsKey(JobOptions.CHECKPOINT_INTERVAL_MS);
    }

    /** How many records each subtask of a source has. */
    int recordsPerSource() {
        return bounded ? 10 + taskMs / 50 : Integer.MAX_VALUE;
    }

    List<JobVertex> vertices() {
        return graph == null ? List.of() : graph.vertices();
    }

    List<JobEdge> edges() {
        return graph == null ? List.of() : graph.edges();
    }

    boolean isSink(JobVertex vertex) {
        return edges().stream().noneMatch(edge -> edge.source() == vertex.index());
    }

    /** The same with these options too. */
    SimJob with(Map<String, String> options) {
        var all = new TreeMap<>(spec.options());
        all.putAll(options);
        var changed = new JobSpec(spec.jobId(), spec.jarId(), spec.entryClass(), spec.args(), spec.parallelism(), all);
        return new SimJob(changed, graph, bounded, transactional, taskMs);
    }

    private SimJob withCheckpoints(Random chance) {
        if (graph == null || graph.batch() || chance.nextInt(4) == 0) return this;
        return with(Map.of(
                JobOptions.CHECKPOINT_INTERVAL_MS, String.valueOf(200 + chance.nextInt(3_000)),
                JobOptions.CHECKPOINT_MIN_PAUSE_MS, String.valueOf(chance.nextInt(3) * 200),
                JobOptions.CHECKPOINT_TIMEOUT_MS, String.valueOf(1_000 + chance.nextInt(10_000)),
                JobOptions.CHECKPOINT_TOLERATED_FAILURES, String.valueOf(chance.nextInt(4) - 1),
                JobOptions.CHECKPOINT_RETAINED, String.valueOf(1 + chance.nextInt(3))));
    }

    static JobId idOf(int number) {
        return new JobId(String.format("%032x", number));
    }

    static SimJob of(int number, @Nullable JobGraph graph, boolean bounded, boolean transactional, int taskMs) {
        var spec = new JobSpec(idOf(number), "jar", "Job" + number, List.of(), 0, new TreeMap<>());
        return new SimJob(spec, graph, bounded, transactional, taskMs);
    }

    static SimJob draw(int number, Random chance, int slotsMax) {
        boolean bounded = chance.nextInt(4) != 0;
        boolean bad = chance.nextInt(12) == 0;
        return of(
                        number,
                        bad ? null : drawGraph(number, chance, slotsMax, bounded),
                        bounded,
                        chance.nextBoolean(),
                        100 + chance.nextInt(2_000))
                .withCheckpoints(chance);
    }

    private static JobGraph drawGraph(int number, Random chance, int slotsMax, boolean bounded) {
        boolean batch = bounded && chance.nextBoolean();
        var builder = new GraphBuilder("job-" + number, batch, bounded);
        int vertices = 1 + chance.nextInt(4);
        for (int v = 0; v < vertices; v++) {
            builder.vertex("v" + v, 1 + chance.nextInt(Math.min(4, slotsMax)), v == 0 || chance.nextInt(5) == 0);
        }
        for (int v = 1; v < vertices; v++) {
            if (builder.isSource(v)) continue;
            int from = chance.nextInt(v);
            boolean equal = builder.parallelism(from) == builder.parallelism(v);
            ExchangePattern pattern = equal && chance.nextBoolean() ? ExchangePattern.FORWARD : drawPattern(chance);
            builder.edge(
                    from, v, pattern, batch && chance.nextBoolean() ? ExchangeType.BLOCKING : ExchangeType.PIPELINED);
        }
        return builder.build();
    }

    private static ExchangePattern drawPattern(Random chance) {
        return chance.nextBoolean() ? ExchangePattern.HASH : ExchangePattern.RESCALE;
    }

    /** Builds graphs by hand. */
    static final class GraphBuilder {
        private final String name;
        private final boolean batch;
        private final boolean bounded;
        private final List<JobVertex> vertices = new ArrayList<>();
        private final List<JobEdge> edges = new ArrayList<>();

        GraphBuilder(String name, boolean batch, boolean bounded) {
            this.name = name;
            this.batch = batch;
            this.bounded = bounded;
        }

        GraphBuilder vertex(String vertexName, int parallelism, boolean source) {
            return vertex(vertexName, parallelism, source, "default", ResourceProfile.ANY);
        }

        GraphBuilder vertex(String vertexName, int parallelism, boolean source, String group, ResourceProfile profile) {
            int index = vertices.size();
            String id = String.format("%032x", index + 1);
            var operator = new OperatorNode(index, id, vertexName, null, source ? "source" : "map", -1, null);
            vertices.add(new JobVertex(
                    index,
                    id,
                    vertexName,
                    parallelism,
                    Math.max(128, parallelism),
                    group,
                    profile,
                    List.of(operator),
                    source ? 0 : 1,
                    source,
                    bounded,
                    false));
            return this;
        }

        GraphBuilder edge(int source, int target, ExchangePattern pattern, ExchangeType type) {
            edges.add(new JobEdge(edges.size(), source, 0, null, target, 0, pattern, type));
            return this;
        }

        boolean isSource(int vertex) {
            return vertices.get(vertex).source();
        }

        int parallelism(int vertex) {
            return vertices.get(vertex).parallelism();
        }

        JobGraph build() {
            return JobGraphs.withFingerprint(new JobGraph(name, batch, new TreeMap<>(), vertices, edges, ""));
        }
    }
}
