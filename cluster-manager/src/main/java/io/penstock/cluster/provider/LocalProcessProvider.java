// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import io.penstock.cluster.async.CallerContext;
import io.penstock.cluster.async.Offload;
import io.penstock.cluster.async.Subscription;
import io.penstock.cluster.provider.WorkerProviderException.Reason;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers as child processes on this machine, for per-job mode and for trying things out.
 *
 * <p>Nothing is left behind: {@link #close()} and the shutdown hook end the children, and each child watches this
 * process for the case that neither runs. Thread-safe.
 */
public final class LocalProcessProvider implements WorkerProvider {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProcessProvider.class);
    private static final int THREADS = 4;
    private static final int CALLS_QUEUED_MAX = 1_000;

    private final LocalProcessOptions options;
    private final Offload offload = Offload.pool("penstock-worker-provider", THREADS, CALLS_QUEUED_MAX);
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final List<Consumer<WorkerExit>> listeners = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::stopAll, "penstock-kill-workers");
    private int started;
    private boolean closed;

    /** A running child. */
    private static final class Child {
        private final ProvidedWorker worker;
        private final Process process;
        private final Path log;
        private volatile boolean stopRequested;
        private volatile CompletableFuture<Void> reported = CompletableFuture.completedFuture(null);

        Child(ProvidedWorker worker, Process process, Path log) {
            this.worker = worker;
            this.process = process;
            this.log = log;
        }
    }

    public LocalProcessProvider(LocalProcessOptions options) {
        this.options = options;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public String name() {
        return "local-process";
    }

    @Override
    public Future<List<ProvidedWorker>> start(int count, WorkerProfile profile) {
        return offload.call(() -> startBlocking(count, profile))
                .recover(failure -> Future.failedFuture(
                        failure instanceof RejectedExecutionException
                                ? new WorkerProviderException(Reason.CLOSED, "the provider is closed", failure)
                                : failure));
    }

    private List<ProvidedWorker> startBlocking(int count, WorkerProfile profile) {
        List<Child> begun = new ArrayList<>();
        try {
            synchronized (children) {
                refuseTooMany(count);
                for (int i = 0; i < count; i++) {
                    Child child = launch(profile);
                    children.put(child.worker.id(), child);
                    begun.add(child);
                }
            }
        } catch (IOException e) {
            begun.forEach(this::stopBlocking);
            throw new WorkerProviderException(
                    Reason.START_FAILED, "cannot start a worker by " + options.command() + ": " + e.getMessage(), e);
        }
        begun.forEach(child -> child.reported = child.process.onExit().thenAccept(ignored -> ended(child)));
        return begun.stream().map(child -> child.worker).toList();
    }

    private void refuseTooMany(int count) {
        if (closed) {
            throw new WorkerProviderException(Reason.CLOSED, "the provider is closed", null);
        }
        if (count < 1 || children.size() + (long) count > options.workersMax()) {
            throw new WorkerProviderException(
                    Reason.LIMIT,
                    count + " more workers wanted, " + children.size() + " run, " + options.workersMax() + " may",
                    null);
        }
    }

    private Child launch(WorkerProfile profile) throws IOException {
        started++;
        String id = "worker-" + started;
        Files.createDirectories(options.logDirectory());
        Path log = options.logDirectory()
                .resolve(id + "-" + ProcessHandle.current().pid() + ".log");
        Process process = new ProcessBuilder(command(profile))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        LOG.info("Started {} as process {}, its output is in {}", id, process.pid(), log);
        return new Child(new ProvidedWorker(id, profile.name(), "pid " + process.pid()), process, log);
    }

    private List<String> command(WorkerProfile profile) {
        List<String> command = new ArrayList<>(options.command());
        if (profile.heapBytes() > 0) {
            command.add(1, "-Xmx" + profile.heapBytes());
        }
        command.addAll(profile.arguments());
        command.add(options.parentPidOption());
        command.add(String.valueOf(ProcessHandle.current().pid()));
        return command;
    }

    private void ended(Child child) {
        synchronized (children) {
            children.remove(child.worker.id());
        }
        int exitCode = child.process.exitValue();
        String detail = "exit code " + exitCode + ", output in " + child.log;
        if (!child.stopRequested) {
            LOG.warn("{} ({}) ended by itself: {}", child.worker.id(), child.worker.place(), detail);
        }
        WorkerExit exit = new WorkerExit(child.worker, exitCode, child.stopRequested, detail);
        listeners.forEach(listener -> listener.accept(exit));
    }

    @Override
    public Future<Void> stop(String workerId) {
        return offload.call(() -> {
            Child child;
            synchronized (children) {
                child = children.get(workerId);
            }
            if (child == null) {
                throw new WorkerProviderException(Reason.UNKNOWN_WORKER, "no worker '" + workerId + "' runs", null);
            }
            stopBlocking(child);
            return null;
        });
    }

    private void stopBlocking(Child child) {
        child.stopRequested = true;
        child.process.destroy();
        awaitEnd(child, options.stopMs());
        child.reported.join();
    }

    private static void awaitEnd(Child child, long waitMs) {
        try {
            if (!child.process.waitFor(waitMs, TimeUnit.MILLISECONDS)) {
                LOG.warn("{} did not end in {} ms, killing it", child.worker.id(), waitMs);
                child.process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            child.process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Future<List<ProvidedWorker>> list() {
        synchronized (children) {
            return Future.succeededFuture(
                    children.values().stream().map(child -> child.worker).toList());
        }
    }

    @Override
    public Subscription onExit(Consumer<WorkerExit> listener) {
        CallerContext caller = CallerContext.current();
        Consumer<WorkerExit> onContext = exit -> caller.run(() -> listener.accept(exit));
        listeners.add(onContext);
        return () -> listeners.remove(onContext);
    }

    @Override
    public Future<Void> close() {
        return offload.finish(() -> {
            stopAll();
            unhook();
            return null;
        });
    }

    /** All are asked first, then waited for together, so that many take no longer than one. */
    private void stopAll() {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.stopMs());
        List<Child> running = closeAndAskAll();
        for (Child child : running) {
            awaitEnd(child, Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
        }
    }

    private List<Child> closeAndAskAll() {
        List<Child> running;
        synchronized (children) {
            closed = true;
            running = List.copyOf(children.values());
        }
        for (Child child : running) {
            child.stopRequested = true;
            child.process.destroy();
        }
        return running;
    }

    private void unhook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is ending already", e);
        }
    }
}
