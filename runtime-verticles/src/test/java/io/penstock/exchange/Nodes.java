// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment.VertexPlacement;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Several exchange services in one JVM, remote to each other since their node ids differ. */
final class Nodes implements AutoCloseable {
    static final JobId JOB = new JobId("0123456789abcdef0123456789abcdef");

    private final Path dir;
    private final List<Vertx> vertx = new ArrayList<>();
    final List<ExchangeService> services = new ArrayList<>();
    final List<WorkerInfo> workers = new ArrayList<>();

    Nodes(Path dir) {
        this.dir = dir;
    }

    Nodes start(int count) throws Exception {
        return start(count, 30_000);
    }

    Nodes start(int count, long openTimeoutMs) throws Exception {
        return start(
                i -> ExchangeOptions.plain("127.0.0.1", 0, dir.resolve("node" + i))
                        .withOpenTimeoutMs(openTimeoutMs),
                count);
    }

    Nodes start(IntFunction<ExchangeOptions> options, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
            vertx.add(own);
            NodeId node = new NodeId(UUID.randomUUID().toString());
            ExchangeService service = await(ExchangeService.start(own, node, options.apply(i)));
            services.add(service);
            workers.add(worker(node, service.dataPort()));
        }
        return this;
    }

    static WorkerInfo worker(NodeId node, int port) {
        return new WorkerInfo(node, "w", "127.0.0.1", port, ResourceProfile.ANY, 1);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Two vertices and an edge. */
    static JobGraph graph(int producers, int consumers, ExchangePattern pattern, ExchangeType type) {
        JobEdge edge = new JobEdge(0, 0, 0, null, 1, 0, pattern, type);
        return new JobGraph(
                "test",
                false,
                new TreeMap<>(),
                List.of(vertex(0, producers), vertex(1, consumers)),
                List.of(edge),
                "fingerprint-" + producers + "-" + consumers);
    }

    private static JobVertex vertex(int index, int parallelism) {
        return new JobVertex(
                index,
                "v" + index,
                "v" + index,
                parallelism,
                128,
                "default",
                ResourceProfile.ANY,
                List.of(),
                index,
                index == 0,
                true,
                false);
    }

    /** Everything in its first attempt; subtasks of both vertices go round the workers. */
    static Placements roundRobin(JobGraph graph, List<WorkerInfo> workers) {
        return Placements.of(
                workers,
                graph.vertices().stream()
                        .map(vertex -> new VertexPlacement(
                                vertex.index(),
                                IntStream.range(0, vertex.parallelism())
                                        .mapToObj(i -> i % workers.size())
                                        .toList(),
                                Collections.nCopies(vertex.parallelism(), 1)))
                        .toList());
    }

    /** All producers on one worker, all consumers on another, all in one attempt. */
    static Placements apart(JobGraph graph, List<WorkerInfo> workers, int producersAt, int consumersAt, int attempt) {
        return Placements.of(
                workers, List.of(placement(graph, 0, producersAt, attempt), placement(graph, 1, consumersAt, attempt)));
    }

    private static VertexPlacement placement(JobGraph graph, int vertex, int worker, int attempt) {
        int parallelism = graph.vertices().get(vertex).parallelism();
        return new VertexPlacement(
                vertex, Collections.nCopies(parallelism, worker), Collections.nCopies(parallelism, attempt));
    }

    static TaskWiring wiring(JobGraph graph, Placements placements, int vertex, int subtask, int attempt) {
        return new TaskWiring(
                JOB, graph, new AttemptId(vertex, subtask, attempt), placements, Nodes.class.getClassLoader());
    }

    @Override
    public void close() throws Exception {
        for (ExchangeService service : services) await(service.close());
        for (Vertx own : vertx) await(own.close());
    }
}
