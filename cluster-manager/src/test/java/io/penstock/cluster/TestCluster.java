// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.penstock.cluster.durability.JournalOptions;
import io.penstock.cluster.membership.NodeRole;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Coordinators and workers in one JVM on free loopback ports. */
public final class TestCluster implements AutoCloseable {
    private static final ClusterEvents QUIET = new ClusterEvents() {
        @Override
        public void onMerged(String detail) {}

        @Override
        public void onStalled(String detail, String threadDump) {}

        @Override
        public void onStopped(String detail) {}
    };

    private final String name = "test-" + UUID.randomUUID();
    private final List<Integer> ports;
    private final List<ClusterRuntime> nodes = new ArrayList<>();

    private final Optional<Path> journals;

    private TestCluster(int coordinators, Optional<Path> journals) {
        ports = freePorts(coordinators);
        this.journals = journals;
    }

    /** Starts coordinators at the same time, as an operator's script does. */
    public static TestCluster start(int coordinators) {
        TestCluster cluster = new TestCluster(coordinators, Optional.empty());
        cluster.startCoordinators(IntStream.range(0, coordinators).toArray());
        return cluster;
    }

    /** Coordinators with journals below a directory; none is started. */
    public static TestCluster durable(int coordinators, Path journals) {
        return new TestCluster(coordinators, Optional.of(journals));
    }

    /** Starts some coordinators at the same time. A durable cluster is to be recovered by whoever leads. */
    public List<ClusterRuntime> startCoordinators(int... indexes) {
        List<ClusterRuntime> started = new ArrayList<>();
        IntStream.of(indexes).mapToObj(this::startCoordinator).toList().forEach(future -> started.add(await(future)));
        nodes.addAll(started);
        return started;
    }

    /** Starts one; its journal is {@code journal-<index>}. */
    public Future<ClusterRuntime> startCoordinator(int index) {
        return ClusterNode.start(
                coordinator(ports.get(index)),
                journals.map(directory -> journal(Optional.of(directory.resolve("journal-" + index)))),
                VertxSetup.PLAIN,
                QUIET);
    }

    private static JournalOptions journal(Optional<Path> directory) {
        return new JournalOptions(directory, Set.of("leader"));
    }

    /** Ends all nodes at once as a power cut would: nothing is handed over. What is on disk stays. */
    public void kill() {
        IntStream.range(0, nodes.size()).mapToObj(this::hazelcast).toList().stream()
                .map(member -> CompletableFuture.runAsync(
                        () -> member.getLifecycleService().terminate(), task -> new Thread(task).start()))
                .toList()
                .forEach(CompletableFuture::join);
        close();
        nodes.clear();
    }

    public ClusterOptions coordinator(int port) {
        return options("coordinator-" + port, NodeRole.COORDINATOR, port);
    }

    public ClusterRuntime addWorker() {
        ClusterRuntime worker = await(ClusterNode.start(
                worker(), journals.map(directory -> journal(Optional.empty())), VertxSetup.PLAIN, QUIET));
        nodes.add(worker);
        return worker;
    }

    public ClusterOptions worker() {
        return options("worker-" + nodes.size(), NodeRole.WORKER, 0);
    }

    private ClusterOptions options(String node, NodeRole role, int port) {
        List<String> seeds = ports.stream().map(seed -> "127.0.0.1:" + seed).toList();
        return new ClusterOptions(
                name,
                new NodeIdentity(node, Set.of(role), Map.of("answer", "42")),
                NetworkOptions.loopback(port, seeds),
                ports.size(),
                TimingOptions.DEFAULT);
    }

    public ClusterRuntime node(int index) {
        return nodes.get(index);
    }

    public List<Integer> ports() {
        return ports;
    }

    public static ClusterEvents quiet() {
        return QUIET;
    }

    /** Hazelcast below a node, for tests that break it. */
    public HazelcastInstance hazelcast(int index) {
        String incarnation = node(index).membership().self().incarnation();
        return Objects.requireNonNull(Hazelcast.getHazelcastInstanceByName("penstock-" + incarnation));
    }

    @Override
    public void close() {
        nodes.stream().map(ClusterRuntime::close).toList().forEach(TestCluster::await);
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(40, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Ports that were free a moment ago; all different. */
    public static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
