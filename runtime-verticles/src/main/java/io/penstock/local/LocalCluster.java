// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import io.penstock.api.JobFailedException;
import io.penstock.api.JobProgram;
import io.penstock.api.JobResult;
import io.penstock.api.RunningJob;
import io.penstock.node.EmbeddedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A cluster in this JVM for many jobs, one after the other or at once. Thread-safe. */
public final class LocalCluster implements AutoCloseable {
    private final EmbeddedCluster cluster;
    private final Optional<Duration> timeout;

    private LocalCluster(EmbeddedCluster cluster, Optional<Duration> timeout) {
        this.cluster = cluster;
        this.timeout = timeout;
    }

    /**
     * Starts one.
     *
     * @param slotsPerWorker 0: as many as jobs ask for
     * @param timeout a job that takes longer fails
     */
    public static LocalCluster start(int workers, int slotsPerWorker, Optional<Duration> timeout) {
        LocalSettings settings = new LocalSettings(List.of(), workers, slotsPerWorker, timeout);
        return new LocalCluster(EmbeddedCluster.start(LocalJob.options(settings)), timeout);
    }

    /** Runs a job to its end. Throws {@link JobFailedException} if it failed, was canceled, or was refused. */
    public JobResult run(JobProgram program, String... args) {
        try (LocalJob job = submit(program, args)) {
            return job.await();
        }
    }

    /** Starts a job that may not end by itself. Throws {@link JobFailedException} if it is refused. */
    public RunningJob start(JobProgram program, String... args) {
        return submit(program, args);
    }

    private LocalJob submit(JobProgram program, String... args) {
        return LocalJob.submit(cluster, program, new LocalSettings(List.of(args), 1, 0, timeout));
    }

    /** Ends all that runs in it. */
    @Override
    public void close() {
        cluster.close();
    }
}
