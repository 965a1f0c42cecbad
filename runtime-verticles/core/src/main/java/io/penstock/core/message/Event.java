// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a machine. Each machine handles the events its class comment names; any other is a programmer's error.
 */
public sealed interface Event {
    /** A message arrived; {@code from} is where answers go. */
    record MessageReceived(Endpoint from, Message message) implements Event {}

    /** A timer that the machine started. */
    record TimerFired(String key) implements Event {}

    /** The first event of a machine. */
    record Started() implements Event {}

    /** A hint: a member joined (or was there at the start). */
    record MemberJoined(NodeInfo node) implements Event {}

    /** A hint: a member left or its connections closed. */
    record MemberLeft(NodeId node, String reason) implements Event {}

    /**
     * A member's process is gone: where it listened, its machine answers that nobody does. Reason enough to act at
     * once, but nothing may be lost or doubled if it is wrong: a firewall can say the same. Then a {@link MemberJoined}
     * follows.
     */
    record MemberDied(NodeInfo node, String proof) implements Event {}

    /** The node learned from the store (or from a message) who leads; may be stale, compare tokens. */
    record LeaderSeen(HaRecord.LeaderRecord leader) implements Event {}

    /** The answer to {@link Action.Load}. */
    record RecordsLoaded(String map, List<HaRecord> records) implements Event {}

    /** A {@link Action.Persist} was refused: a higher token has written. The machine steps down. */
    record PersistRefused(HaRecord record, FencingToken seen) implements Event {}

    /** The answer to {@link Action.PersistVote}. */
    record VotePersisted(long term, @Nullable String votedFor) implements Event {}

    // ---- into the ExecutorMachine, from its own node's data plane

    /** A task's state changed. */
    record TaskProgress(JobId job, TaskReport report) implements Event {}

    /** An evaluation asked for by {@link Action.Evaluate} succeeded. */
    record Evaluated(JobId job, io.penstock.core.graph.JobGraph graph, SortedMap<String, String> constants)
            implements Event {}

    /** It did not. */
    record EvaluationFailed(JobId job, TaskFailure failure) implements Event {}

    /** A blocking partition is complete on this worker. */
    record PartitionProduced(JobId job, PartitionId partition) implements Event {}

    /** A task's part of a checkpoint is stored, or was declined. */
    record SnapshotTaken(JobId job, SnapshotReport report) implements Event {}

    // ---- into the JobMachine, from its own node
    /**
     * The answer to {@link Action.VerifyCheckpoint}.
     *
     * @param problem what is missing or wrong, in words; empty if nothing is
     */
    record CheckpointVerified(JobId job, long checkpointId, String problem) implements Event {}

    /**
     * The answer to {@link Action.LoadSavepoint}: what there is, with its place as it is now, or why there is nothing.
     *
     * @param problem in words; empty if there is a record
     */
    record SavepointLoaded(JobId job, HaRecord.@Nullable CheckpointRecord checkpoint, String problem)
            implements Event {}

    /** The node was asked to stop in an orderly way. */
    record StopRequested() implements Event {}
}
