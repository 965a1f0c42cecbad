// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.cluster.provider.LocalProcessOptions;
import io.penstock.cluster.provider.LocalProcessProvider;
import io.penstock.cluster.provider.WorkerExit;
import io.penstock.cluster.provider.WorkerProfile;
import io.penstock.config.NodeConfig;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The worker processes of one job. Started with this JVM's own options, so that they start as fast as it did. */
final class JobCluster implements AutoCloseable {
    private static final int WORKERS_MAX = 1_000;
    private static final long MIB = 1L << 20;

    private final NodeConfig coordinator;
    private final Map<String, String> cluster;
    private final Scratch scratch;
    private final LocalProcessProvider provider;
    private final Queue<WorkerExit> lost = new ConcurrentLinkedQueue<>();
    private int running;

    /** {@code cluster} are the keys that all nodes share; {@code scratch} takes the workers' files and logs. */
    JobCluster(NodeConfig coordinator, Map<String, String> cluster, Scratch scratch) {
        this.coordinator = coordinator;
        this.cluster = cluster;
        this.scratch = scratch;
        provider = new LocalProcessProvider(new LocalProcessOptions(
                nodeCommand(),
                LocalProcessOptions.PARENT_PID_OPTION,
                scratch.folder().resolve("logs"),
                WORKERS_MAX,
                coordinator.node().shutdownTimeoutMs()));
        provider.onExit(exit -> {
            if (!exit.requested()) lost.add(exit);
        });
    }

    /** The coordinator's keys: the shared ones, and what must not clash with another cluster on this machine. */
    static Map<String, String> coordinatorKeys(Map<String, String> cluster, Path folder) {
        Map<String, String> keys = new LinkedHashMap<>(cluster);
        String self = cluster.getOrDefault("cluster.coordinators", "");
        keys.put("cluster.port", self.substring(self.lastIndexOf(':') + 1));
        keys.put("cluster.busPort", "0");
        keys.put("node.roles", "coordinator");
        keys.put("node.dataDir", folder.resolve("coordinator").toString());
        keys.put("web.port", "0");
        return keys;
    }

    void start(int count) {
        for (int i = 1; i <= count; i++) {
            await(provider.start(
                    1, new WorkerProfile("worker", coordinator.node().heapMb() * MIB, arguments(i))));
            running++;
        }
    }

    /** Throws once no worker is left that could do the job. */
    void check() {
        WorkerExit last = null;
        for (WorkerExit exit = lost.poll(); exit != null; exit = lost.poll()) {
            running--;
            last = exit;
        }
        if (running == 0 && last != null) {
            scratch.keep(); // its output is in there
            throw new CliException(ExitCode.FAILED, "the last worker is gone: " + last.detail());
        }
    }

    /** Ends all workers and waits for their end. */
    @Override
    public void close() {
        await(provider.close());
    }

    private List<String> arguments(int number) {
        Map<String, String> keys = new LinkedHashMap<>(cluster);
        keys.put("node.roles", "worker");
        keys.put("cluster.port", "0");
        keys.put("cluster.busPort", "0");
        keys.put("exchange.port", "0");
        keys.put("slot.count", Integer.toString(coordinator.slot().count()));
        keys.put("node.dataDir", scratch.folder().resolve("worker-" + number).toString());
        return Stream.concat(
                        Stream.of("node"),
                        keys.entrySet().stream().map(key -> "-D" + key.getKey() + "=" + key.getValue()))
                .toList();
    }

    /** This JVM's program and options, but for what only one process can have. */
    private static List<String> nodeCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            boolean own =
                    option.startsWith("-Xmx") || option.startsWith("-agentlib") || option.startsWith("-javaagent");
            if (!own) command.add(option);
        }
        @Nullable Path jar = Home.jar();
        if (jar != null) command.addAll(List.of("-jar", jar.toString()));
        else command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CliException(ExitCode.FAILED, String.valueOf(cause.getMessage()), cause);
        }
    }
}
