// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of a machine, to be performed in order. {@link Persist} and {@link PersistVote} gate what follows them
 * in the same list: it is performed only after the write is acknowledged, and dropped if the write is refused.
 */
public sealed interface Action {
    /** Sends a message; may be lost. */
    record Send(Endpoint to, Message message) implements Action {}

    /** Starts, or restarts, the timer of that key. */
    record StartTimer(String key, long atMs) implements Action {}

    /** Cancels the timer of that key, if there is one. */
    record CancelTimer(String key) implements Action {}

    /** Writes a record under its map and key, guarded by the token. */
    record Persist(HaRecord record, FencingToken token) implements Action {}

    /** Removes a record, guarded by the token; gates nothing. */
    record Forget(String map, String key, FencingToken token) implements Action {}

    /** Reads all records of a map; answered by {@link Event.RecordsLoaded}. With a key, only that one. */
    record Load(String map, @Nullable String key) implements Action {}

    /**
     * Reads one record and, atomically with that, makes the store refuse every later write to it under a lower token,
     * whether there is a record or not. Answered by {@link Event.RecordsLoaded}: what that does not show will never be
     * there unless the asker or a successor writes it.
     */
    record Fence(String map, String key, FencingToken token) implements Action {}

    /**
     * A message that this machine does not take, or not like that, and that changed nothing: to be counted. Whoever
     * sends it is confused, outdated or worse, which is no reason to break.
     *
     * @param kind the message's type
     */
    record Refuse(Endpoint from, String kind, String why) implements Action {}

    // ---- ElectionMachine

    /** Writes term and vote to disk, synced; answered by {@link Event.VotePersisted}. */
    record PersistVote(long term, @Nullable String votedFor) implements Action {}

    /** This node leads from now on: start Dispatcher and ResourceManager with this token. */
    record LeadershipGained(FencingToken token) implements Action {}

    /** It no longer does: stop them at once. */
    record LeadershipLost(FencingToken token, String reason) implements Action {}

    // ---- ExecutorMachine

    /** Evaluates a program; answered by {@link Event.Evaluated} or {@link Event.EvaluationFailed}. */
    record Evaluate(JobSpec spec) implements Action {}

    /** Builds and starts tasks; each is followed by {@link Event.TaskProgress}. */
    record StartTasks(JobId job, Deployment deployment) implements Action {}

    /** Cancels tasks; each ends with a {@link Event.TaskProgress}. */
    record StopTasks(JobId job, List<AttemptId> attempts) implements Action {}

    /** Commits prepared transactions; each task then reports FINISHED. */
    record CommitTransactions(JobId job, List<AttemptId> attempts) implements Action {}

    /** Deletes blocking partitions. */
    record DropPartitions(JobId job, List<PartitionId> partitions) implements Action {}

    /** Drops everything of the job on this node. */
    record DropJob(JobId job) implements Action {}

    /**
     * Injects barriers into these tasks, which run and have no running producers. Each task that the barrier comes by,
     * these included, is followed by {@link Event.SnapshotTaken}.
     */
    record TriggerSnapshots(JobId job, long checkpointId, CheckpointKind kind, String place, List<AttemptId> sources)
            implements Action {}

    /**
     * Tasks that have a part in the checkpoint, or were restored from it, commit what they prepared up to it; others do
     * nothing. With {@code finish} they then end as FINISHED.
     */
    record CommitCheckpoint(JobId job, long checkpointId, boolean finish) implements Action {}

    /** Forgets a checkpoint that will not complete; a task that aligns its barriers goes on without it. */
    record AbortSnapshots(JobId job, long checkpointId) implements Action {}

    // ---- ResourceMachine

    /** Asks the worker provider for more workers. */
    record StartWorkers(int count) implements Action {}

    /** Tells the worker provider that a worker is not needed. */
    record StopWorker(NodeId worker) implements Action {}

    // ---- JobMachine
    /**
     * Looks whether every part of a checkpoint is there, with its size and checksum; for a savepoint then writes its
     * metadata file, so that it is whole without anything else. Answered by {@link Event.CheckpointVerified}.
     */
    record VerifyCheckpoint(HaRecord.CheckpointRecord checkpoint) implements Action {}

    /** Deletes a checkpoint's parts, whole or not; gates nothing. */
    record DropCheckpoint(JobId job, long checkpointId, String place) implements Action {}

    /** Reads what a savepoint or kept checkpoint holds; answered by {@link Event.SavepointLoaded}. */
    record LoadSavepoint(JobId job, String path) implements Action {}

    /** The machine is done (job ended and known to the Dispatcher) or was fenced off: drop it. */
    record Retire(String reason) implements Action {}

    /** Something worth a line in the log. */
    record Note(Level level, String text) implements Action {
        /** How loud. */
        public enum Level {
            INFO,
            WARN
        }
    }
}
