// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import io.penstock.api.JobFailedException;
import io.penstock.api.JobProgram;
import io.penstock.api.JobResult;
import io.penstock.api.RunningJob;
import io.penstock.client.RefusedException;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.TaskFailure;
import io.penstock.node.EmbeddedCluster;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A job in this JVM, most often with a cluster that lives for it alone. Thread-safe. */
final class LocalJob implements RunningJob {
    private static final long ASK_MS = 15_000;
    private static final long SLICE_MS = 60_000;

    private final EmbeddedCluster cluster;
    private final boolean own;
    private final String program;
    private final JobId job;
    private final long deadlineNs;
    private final Optional<Duration> timeout;
    private @Nullable JobReport end;
    private boolean closed;

    private LocalJob(EmbeddedCluster cluster, boolean own, String program, JobId job, Optional<Duration> timeout) {
        this.cluster = cluster;
        this.own = own;
        this.program = program;
        this.job = job;
        this.timeout = timeout;
        this.deadlineNs = System.nanoTime() + timeout.map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
    }

    /** Starts a cluster for this job alone and submits. Throws {@link JobFailedException} if the job is refused. */
    static LocalJob start(JobProgram program, LocalSettings settings) {
        EmbeddedCluster cluster = EmbeddedCluster.start(options(settings));
        try {
            return submit(cluster, true, program, settings);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * Submits to a cluster that goes on when the job has ended. Throws {@link JobFailedException} if the job is
     * refused.
     */
    static LocalJob submit(EmbeddedCluster cluster, JobProgram program, LocalSettings settings) {
        return submit(cluster, false, program, settings);
    }

    /** The cluster that the settings ask for. */
    static EmbeddedCluster.Options options(LocalSettings settings) {
        Path workDir = Path.of(System.getProperty("java.io.tmpdir"), "penstock-" + UUID.randomUUID());
        return new EmbeddedCluster.Options(settings.workers(), settings.slotsPerWorker(), workDir, MachineTrace.NONE);
    }

    private static LocalJob submit(EmbeddedCluster cluster, boolean own, JobProgram program, LocalSettings settings) {
        JobId id = new JobId(UUID.randomUUID().toString().replace("-", ""));
        String name = program.getClass().getName() + "#" + id;
        cluster.programs().register(name, program);
        try {
            join(cluster.client().submit(new JobSpec(id, null, name, settings.args(), 0, new TreeMap<>())));
            return new LocalJob(cluster, own, name, id, settings.timeout());
        } catch (RefusedException e) {
            cluster.programs().forget(name);
            throw new JobFailedException("", JobStatus.FAILED.name(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String jobId() {
        return job.value();
    }

    @Override
    public synchronized String status() {
        if (end != null) return end.status().name();
        if (closed) throw new IllegalStateException("the job's cluster is closed");
        return join(cluster.client().job(job)).status().name();
    }

    @Override
    public JobResult await() {
        JobReport report = awaitEnd();
        if (report.status() != JobStatus.FINISHED) {
            throw new JobFailedException(job.value(), report.status().name(), why(report));
        }
        return new JobResult(job.value(), report.name(), report.endMs() - report.startMs());
    }

    @Override
    public void cancel() {
        try {
            join(cluster.client().cancel(job));
        } catch (RefusedException e) {
            // It has ended meanwhile, which is what was asked for.
        }
        awaitEnd();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        if (own) cluster.close();
        else if (end == null) cluster.client().cancel(job);
        cluster.programs().forget(program);
    }

    private JobReport awaitEnd() {
        while (true) {
            synchronized (this) {
                if (end != null) return end;
                if (closed) throw new IllegalStateException("the job's cluster is closed");
            }
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) throw tooLong();
            Optional<JobReport> ended = waitFor(cluster.ends().await(job, Math.min(SLICE_MS, leftMs)));
            synchronized (this) {
                ended.ifPresent(report -> end = report);
            }
        }
    }

    private JobFailedException tooLong() {
        String limit = timeout.map(Duration::toString).orElse("");
        String now = status();
        close();
        return new JobFailedException(
                job.value(), now, "the job did not end within the timeout of " + limit + "; it was " + now);
    }

    private static String why(JobReport report) {
        TaskFailure cause = report.rootCause();
        if (cause == null)
            return "the job ended " + report.status() + (report.reason().isEmpty() ? "" : ": " + report.reason());
        return cause.message() + (cause.stackText().isEmpty() ? "" : "\n" + cause.stackText());
    }

    private static <T> T join(Future<T> future) {
        return waitFor(Future.fromCompletionStage(
                future.toCompletionStage().toCompletableFuture().orTimeout(ASK_MS, TimeUnit.MILLISECONDS)));
    }

    private static <T> T waitFor(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        }
    }
}
