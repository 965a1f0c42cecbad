// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import io.penstock.api.JobProgram;
import io.penstock.api.JobResult;
import io.penstock.api.LocalRuntime;
import io.penstock.api.RunningJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs each job on a cluster of its own within this JVM, gone with the job. Immutable. */
public final class LocalRuntimeProvider implements LocalRuntime {
    private final LocalSettings settings;

    /** For ServiceLoader: one worker with all the slots a job may ask for. */
    public LocalRuntimeProvider() {
        this(new LocalSettings(List.of(), 1, 0, Optional.empty()));
    }

    private LocalRuntimeProvider(LocalSettings settings) {
        this.settings = settings;
    }

    @Override
    public LocalRuntime withArgs(String... args) {
        return new LocalRuntimeProvider(
                new LocalSettings(List.of(args), settings.workers(), settings.slotsPerWorker(), settings.timeout()));
    }

    @Override
    public LocalRuntime withWorkers(int workers) {
        return new LocalRuntimeProvider(
                new LocalSettings(settings.args(), workers, settings.slotsPerWorker(), settings.timeout()));
    }

    @Override
    public LocalRuntime withSlots(int slotsPerWorker) {
        if (slotsPerWorker < 1) throw new IllegalArgumentException("slots must be at least 1, not " + slotsPerWorker);
        return new LocalRuntimeProvider(
                new LocalSettings(settings.args(), settings.workers(), slotsPerWorker, settings.timeout()));
    }

    @Override
    public LocalRuntime withTimeout(Duration timeout) {
        return new LocalRuntimeProvider(new LocalSettings(
                settings.args(), settings.workers(), settings.slotsPerWorker(), Optional.of(timeout)));
    }

    @Override
    public JobResult run(JobProgram program) {
        try (LocalJob job = LocalJob.start(program, settings)) {
            return job.await();
        }
    }

    @Override
    public RunningJob start(JobProgram program) {
        return LocalJob.start(program, settings);
    }
}
