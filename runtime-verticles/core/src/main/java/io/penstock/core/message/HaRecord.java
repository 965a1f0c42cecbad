// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.SubtaskId;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What is kept in the replicated store, each under its key, guarded by the fencing token of whoever writes it. */
public sealed interface HaRecord {
    /** The name of the map that it lives in. */
    String map();

    /** The key within the map. */
    String key();

    /** Who leads the cluster. */
    record LeaderRecord(FencingToken token, NodeId leader) implements HaRecord {
        @Override
        public String map() {
            return "leader";
        }

        @Override
        public String key() {
            return "leader";
        }
    }

    /**
     * A job that has not ended.
     *
     * @param graph null until the program is evaluated
     * @param jobMaster the node that holds the JobMaster, null before it is placed
     * @param jobToken that JobMaster's token
     * @param cancelRequested outlives the JobMaster that was asked
     * @param starts number of JobMasters placed for it so far, this one included; above 1 an earlier one may have left
     *     tasks behind
     */
    record JobRecord(
            JobSpec spec,
            long submittedMs,
            @Nullable JobGraph graph,
            SortedMap<String, String> constants,
            @Nullable NodeId jobMaster,
            FencingToken jobToken,
            boolean cancelRequested,
            int starts)
            implements HaRecord {
        /** The same with another graph. */
        public JobRecord with(JobGraph other) {
            return new JobRecord(spec, submittedMs, other, constants, jobMaster, jobToken, cancelRequested, starts);
        }

        @Override
        public String map() {
            return "jobs";
        }

        @Override
        public String key() {
            return spec.jobId().value();
        }
    }

    /**
     * What a job's next JobMaster must not repeat or forget; written by the JobMaster before it first uses a higher
     * attempt than 1, after each failure, before it stops the tasks of a job that fails for good, and before it tells
     * the first task of a job without checkpoints to commit.
     *
     * @param highest attempt number that may have been deployed, over all subtasks
     * @param restarts how often tasks were started over
     * @param failures the exception history, newest first
     * @param failing why the job fails for good; empty if it does not: once that is stored no JobMaster goes on with it
     * @param scale null as long as it is as parallel as its program says; stored before any task is stopped for it
     * @param committing the vertices whose tasks are, or will be, told to commit, all others having finished: once that
     *     is stored none of the job's tasks runs again. Empty before, and if the job has checkpoints
     */
    record AttemptRecord(
            JobId job,
            int highest,
            int restarts,
            List<JobReport.FailureEntry> failures,
            String failing,
            @Nullable JobScale scale,
            List<Integer> committing)
            implements HaRecord {
        /** Of a job that nothing has happened to. */
        public AttemptRecord(JobId job, int highest) {
            this(job, highest, 0, List.of(), "", null, List.of());
        }

        @Override
        public String map() {
            return "attempts";
        }

        @Override
        public String key() {
            return job.value();
        }
    }

    /**
     * One completed checkpoint with all its parts; what restored tasks read. It counts only while the job's
     * {@link CheckpointIndex} lists it.
     *
     * @param place its own place, under which the handles of its parts are
     * @param fingerprint of the job graph it was taken under
     * @param vertices the graph's vertices, in order
     * @param finished subtasks that had ended before: restored they end at once, having told their consumers so
     */
    record CheckpointRecord(
            JobId job,
            long id,
            CheckpointKind kind,
            FencingToken token,
            String place,
            long triggeredMs,
            long completedMs,
            long bytes,
            String fingerprint,
            List<CheckpointVertex> vertices,
            List<SnapshotRef> snapshots,
            List<SubtaskId> finished)
            implements HaRecord {
        /** The key of a job's checkpoint. */
        public static String key(JobId job, long id) {
            return job.value() + "/" + id;
        }

        @Override
        public String map() {
            return "checkpoints";
        }

        @Override
        public String key() {
            return key(job, id);
        }
    }

    /**
     * A vertex as it was when a checkpoint was taken.
     *
     * @param id by which state finds its vertex again in another graph
     * @param operators ids of those of its operators that may have state, in order of the chain
     */
    record CheckpointVertex(
            int vertex, String id, String name, int parallelism, int maxParallelism, List<String> operators) {}

    /**
     * Which checkpoints a job has. Whoever writes it decides: a successor fences it before it reads it, so that no
     * earlier JobMaster can complete another.
     *
     * @param idsReserved ids up to this one may have been used, so that none is used twice
     * @param completed oldest first; failover goes back to the last
     * @param operations the latest savepoints that were asked for, oldest first
     */
    record CheckpointIndex(
            JobId job,
            long idsReserved,
            List<CheckpointRef> completed,
            List<SavepointOperation> operations,
            long completedCount,
            long failedCount)
            implements HaRecord {
        @Override
        public String map() {
            return "checkpoint-indexes";
        }

        @Override
        public String key() {
            return job.value();
        }
    }

    /** A job that ended; kept in a bounded history. */
    record JobResultRecord(JobReport report) implements HaRecord {
        @Override
        public String map() {
            return "results";
        }

        @Override
        public String key() {
            return report.job().value();
        }
    }

    /**
     * An uploaded jar, whose bytes are chunks elsewhere.
     *
     * @param entryClass from the manifest, or null
     */
    record JarRecord(
            String jarId,
            String fileName,
            long bytes,
            String sha256,
            @Nullable String entryClass,
            long uploadedMs) implements HaRecord {
        @Override
        public String map() {
            return "jars";
        }

        @Override
        public String key() {
            return jarId;
        }
    }

    /** The list of all of one kind, for loading. */
    record Loaded(List<HaRecord> records) {}
}
