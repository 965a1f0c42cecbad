// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.bus.HaRecords;
import io.penstock.cluster.async.Offload;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import io.penstock.exchange.wire.RecordCodec;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's way to the snapshot stores: parts are gathered on the task's thread and stored on threads of their own. A
 * store that cannot keep up, or does not work, declines parts. Thread-safe.
 */
public final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final int THREADS = 4;
    private static final int CORES_PER_ENCODER = 4;
    /** What parts are worth a line. */
    private static final long LOGGED_BYTES = 64 << 20;
    /** Parts that may wait for a thread; each is in memory. */
    private static final int WAITING_MAX = 10_000;

    private final ReplicatedStore records;
    private final SnapshotStore store;
    private final Offload pool = Offload.pool("penstock-snapshot", THREADS, WAITING_MAX);
    /** Large parts are encoded by few threads, so that most of the machine is left to the tasks. */
    private final Offload encoders = Offload.pool(
            "penstock-part", Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_ENCODER), WAITING_MAX);

    private final PartWriter writer;

    /** {@code records} tells what a job's own checkpoints are. */
    public Snapshots(ReplicatedStore records, SnapshotStore store) {
        this.records = records;
        this.store = store;
        this.writer = new PartWriter(store, pool, WAITING_MAX);
    }

    /** What tasks shall go on from; fails with {@link SnapshotStoreException} if it cannot be found. */
    public Future<CheckpointRecord> find(JobId job, RestoreFrom from) {
        if (from.kind() != CheckpointKind.CHECKPOINT) return pool.call(() -> new Checkpoints(store).load(from.place()));
        String key = CheckpointRecord.key(job, from.checkpointId());
        return records.get("checkpoints", key)
                .map(found -> found.map(versioned -> (CheckpointRecord) HaRecords.decode(versioned.value()))
                        .orElseThrow(() -> new DamagedSnapshotException("there is no record of checkpoint " + key)));
    }

    /** The stores, for reading; they block. */
    public SnapshotStore store() {
        return store;
    }

    /** Where calls that block on a store are made. */
    public Offload pool() {
        return pool;
    }

    /**
     * Whose part it is.
     *
     * @param codec the task's own
     * @param codecs gives more of them, for other threads
     * @param wake wakes the task
     */
    public record Owner(
            AttemptId attempt, JobVertex vertex, RecordCodec codec, Supplier<RecordCodec> codecs, Runnable wake) {
        private List<PartIndex.OperatorInfo> operators() {
            return vertex.operators().stream()
                    .map(node -> new PartIndex.OperatorInfo(node.operatorId(), node.name(), node.kind()))
                    .toList();
        }

        private String partName() {
            return attempt.vertex() + "-" + attempt.subtask() + "-" + attempt.attempt() + PartFormat.SUFFIX;
        }
    }

    /** Begins a part, on the task's thread; {@code reports} hears what became of it, from any thread. */
    public SnapshotOutput begin(
            Owner owner, Marker.Barrier barrier, long alignmentMs, Consumer<SnapshotReport> reports) {
        return new PartOutput(
                owner.operators(),
                owner.vertex().maxParallelism(),
                owner.codec(),
                new Upload(owner, barrier, alignmentMs, reports, System.nanoTime()));
    }

    /** What follows once a part is in memory, or too large for that. */
    private final class Upload implements PartOutput.Completion, PartStream.Target {
        private final Owner owner;
        private final Marker.Barrier barrier;
        private final long alignmentMs;
        private final Consumer<SnapshotReport> reports;
        private final long begunNs;
        /** Written by the task. */
        private volatile long longestHoldNs;

        Upload(Owner owner, Marker.Barrier barrier, long alignmentMs, Consumer<SnapshotReport> reports, long begunNs) {
            this.owner = owner;
            this.barrier = barrier;
            this.alignmentMs = alignmentMs;
            this.reports = reports;
            this.begunNs = begunNs;
        }

        @Override
        public void held(long ns) {
            if (ns > longestHoldNs) longestHoldNs = ns;
        }

        @Override
        public void gathered(PartContent content) {
            if (content.isEmpty()) {
                reports.accept(stored("", 0, 0));
                return;
            }
            writer.write(barrier.place(), owner.partName(), content)
                    .onSuccess(handle -> reports.accept(stored(handle.toString(), content.bytes(), content.checksum())))
                    .onFailure(thrown -> declined(why(thrown), false));
        }

        @Override
        public PartStream stream() {
            return new PartStream(this, encoders.executor(), owner.operators());
        }

        @Override
        public SnapshotFile create() {
            return store.create(barrier.place(), owner.partName());
        }

        @Override
        public RecordCodec newCodec() {
            return owner.codecs().get();
        }

        @Override
        public void room() {
            owner.wake().run();
        }

        @Override
        public void stored(long bytes, long checksum) {
            reports.accept(stored(owner.partName(), bytes, checksum));
        }

        @Override
        public void failed(String why, boolean isTransient) {
            declined(why, isTransient);
        }

        private SnapshotReport stored(String handle, long bytes, long checksum) {
            AttemptId attempt = owner.attempt();
            long tookNs = System.nanoTime() - begunNs;
            if (bytes >= LOGGED_BYTES) {
                LOG.info(
                        "part {} of checkpoint {}: {} MB in {} ms; the task was held up for {} us at most",
                        owner.partName(),
                        barrier.checkpointId(),
                        bytes >> 20,
                        TimeUnit.NANOSECONDS.toMillis(tookNs),
                        TimeUnit.NANOSECONDS.toMicros(longestHoldNs));
            }
            SnapshotRef ref =
                    new SnapshotRef(new SubtaskId(attempt.vertex(), attempt.subtask()), handle, bytes, checksum);
            return new SnapshotReport(
                    attempt,
                    barrier.checkpointId(),
                    ref,
                    "",
                    false,
                    alignmentMs,
                    TimeUnit.NANOSECONDS.toMillis(longestHoldNs),
                    TimeUnit.NANOSECONDS.toMillis(tookNs - longestHoldNs));
        }

        @Override
        public void declined(String why, boolean transientDecline) {
            reports.accept(SnapshotReport.declined(owner.attempt(), barrier.checkpointId(), why, transientDecline));
        }

        private String why(Throwable thrown) {
            if (thrown instanceof SnapshotStoreException e) return String.valueOf(e.getMessage());
            if (thrown instanceof java.util.concurrent.RejectedExecutionException)
                return WAITING_MAX + " parts wait for the store already, or this node stops";
            return "the part could not be stored: " + thrown;
        }
    }

    @Override
    public void close() {
        encoders.close();
        pool.close();
    }
}
