// SPDX-License-Identifier: Apache-2.0
package io.penstock.junit;

import io.penstock.api.JobFailedException;
import io.penstock.api.JobProgram;
import io.penstock.api.JobResult;
import io.penstock.api.RunningJob;
import io.penstock.local.LocalCluster;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster of two workers for the tests of a class: records really travel between TaskExecutors, so a test finds what
 * a single one would hide.
 *
 * <pre>{@code
 * class MyJobTest {
 *     @RegisterExtension
 *     static final PenstockExtension PENSTOCK = PenstockExtension.cluster();
 *
 *     @Test
 *     void countsWords() {
 *         CollectSink<String> words = Sinks.collect();
 *         PENSTOCK.run(job ->
 *                 job.source("lines", Sources.collection(List.of("to be", "or not"))).sinkTo("words", words));
 *         assertEquals(2, words.values().size());
 *     }
 * }
 * }</pre>
 *
 * <p>Settings return an extension with that setting; the object itself never changes. Thread-safe once started.
 */
public final class PenstockExtension implements BeforeAllCallback, AfterAllCallback {
    private static final int WORKERS = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final int workers;
    private final int slotsPerWorker;
    private final Duration timeout;
    private volatile @Nullable LocalCluster cluster;

    private PenstockExtension(int workers, int slotsPerWorker, Duration timeout) {
        this.workers = workers;
        this.slotsPerWorker = slotsPerWorker;
        this.timeout = timeout;
    }

    /** Two workers with as many slots as jobs ask for, and a minute for each job. */
    public static PenstockExtension cluster() {
        return new PenstockExtension(WORKERS, 0, TIMEOUT);
    }

    /** With another number of workers. */
    public PenstockExtension withWorkers(int count) {
        return new PenstockExtension(count, slotsPerWorker, timeout);
    }

    /** With so many slots on each worker. */
    public PenstockExtension withSlots(int slots) {
        return new PenstockExtension(workers, slots, timeout);
    }

    /** With another limit for each job. */
    public PenstockExtension withTimeout(Duration limit) {
        return new PenstockExtension(workers, slotsPerWorker, limit);
    }

    /** Runs a job to its end. Throws {@link JobFailedException} if it failed, was canceled, or was refused. */
    public JobResult run(JobProgram program, String... args) {
        return started().run(program, args);
    }

    /** Starts a job that may not end by itself. Throws {@link JobFailedException} if it is refused. */
    public RunningJob start(JobProgram program, String... args) {
        return started().start(program, args);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = LocalCluster.start(workers, slotsPerWorker, Optional.of(timeout));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LocalCluster running = cluster;
        cluster = null;
        if (running != null) running.close();
    }

    private LocalCluster started() {
        LocalCluster running = cluster;
        if (running == null) {
            throw new IllegalStateException(
                    "the cluster is not up; is the extension a static field with @RegisterExtension?");
        }
        return running;
    }
}
