// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.HaRecord.CheckpointIndex;
import io.penstock.core.message.JobId;
import io.penstock.core.message.SavepointOperation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job's {@link CheckpointIndex} says, with the changes that are not stored yet, and the history that lives in
 * memory only.
 */
final class CheckpointBook {
    private static final int IDS_AHEAD = 16;
    private static final int OPERATIONS_MAX = 16;
    private static final int HISTORY_MAX = 10;

    private final JobId job;
    private final int retained;
    private final List<CheckpointRef> completed;
    private final List<SavepointOperation> operations;
    private final ArrayDeque<CheckpointStats.Entry> history = new ArrayDeque<>();
    private long completedCount;
    private long failedCount;
    /** Ids up to this one were asked for; those up to {@link #idsStored} may be used. */
    private long idsReserved;

    private long idsStored;
    private long lastId;
    private boolean dirty;

    CheckpointBook(JobId job, int retained, @Nullable CheckpointIndex found) {
        this.job = job;
        this.retained = retained;
        this.completed = new ArrayList<>(found == null ? List.of() : found.completed());
        this.operations = new ArrayList<>(found == null ? List.of() : found.operations());
        this.completedCount = found == null ? 0 : found.completedCount();
        this.failedCount = found == null ? 0 : found.failedCount();
        this.idsReserved = found == null ? 0 : found.idsReserved();
        this.lastId = idsReserved;
        this.idsStored = idsReserved;
        for (CheckpointRef each : completed) remember(each, "", each.completedMs());
    }

    // ---- ids
    /** Whether the next id may be used; if not it is asked for. */
    boolean hasId() {
        if (lastId < idsStored) return true;
        dirty |= idsReserved <= lastId;
        return false;
    }

    long nextId() {
        if (lastId >= idsStored) throw new IllegalStateException("id " + (lastId + 1) + " is not reserved");
        return ++lastId;
    }

    /** Ids up to that are stored. */
    void reserved(long upTo) {
        idsStored = Math.max(idsStored, upTo);
    }

    /** The highest id that an earlier JobMaster can have used, or this one has. */
    long lastId() {
        return lastId;
    }

    // ---- completed
    /** What failover goes back to, or null. */
    @Nullable
    CheckpointRef latest() {
        return completed.isEmpty() ? null : completed.get(completed.size() - 1);
    }

    /** Forgets the latest, if there is one before it, which is then the latest; null if there is none. */
    @Nullable
    CheckpointRef dropLatest() {
        if (completed.size() < 2) return null;
        completed.remove(completed.size() - 1);
        dirty = true;
        return latest();
    }

    /**
     * A checkpoint will be complete with the next write.
     *
     * @return those that it supersedes
     */
    List<CheckpointRef> complete(CheckpointRef ref) {
        completed.add(ref);
        var superseded = new ArrayList<CheckpointRef>();
        while (completed.size() > retained) superseded.add(completed.remove(0));
        count(ref);
        return superseded;
    }

    /** One that counts as taken, though failover does not rest on it. */
    void count(CheckpointRef ref) {
        completedCount++;
        dirty = true;
        remember(ref, "", ref.completedMs());
    }

    void failed(CheckpointRef ref, String why, long nowMs, boolean counts) {
        if (counts) failedCount++;
        remember(ref, why, nowMs);
    }

    private void remember(CheckpointRef ref, String failure, long nowMs) {
        history.addFirst(new CheckpointStats.Entry(ref, failure, nowMs));
        if (history.size() > HISTORY_MAX) history.removeLast();
    }

    // ---- operations
    @Nullable
    SavepointOperation operation(String id) {
        for (SavepointOperation each : operations) if (each.id().equals(id)) return each;
        return null;
    }

    /** The oldest that waits or runs, or null. */
    @Nullable
    SavepointOperation open() {
        for (SavepointOperation each : operations) {
            if (each.state() == SavepointOperation.State.IN_PROGRESS) return each;
        }
        return null;
    }

    /** A new one, or a known one's new state. */
    void put(SavepointOperation operation) {
        dirty = true;
        for (int i = 0; i < operations.size(); i++) {
            if (!operations.get(i).id().equals(operation.id())) continue;
            operations.set(i, operation);
            return;
        }
        operations.add(operation);
        for (int i = 0; operations.size() > OPERATIONS_MAX && i < operations.size(); i++) {
            if (operations.get(i).state() != SavepointOperation.State.IN_PROGRESS) operations.remove(i--);
        }
    }

    // ---- the store, and clients
    /** What is to be stored, if anything changed since it was last asked. */
    @Nullable
    CheckpointIndex changed() {
        if (!dirty) return null;
        dirty = false;
        idsReserved = Math.max(idsReserved, lastId + IDS_AHEAD);
        return index();
    }

    /** Whether something waits to be stored. */
    boolean isDirty() {
        return dirty;
    }

    private CheckpointIndex index() {
        return new CheckpointIndex(
                job, idsReserved, List.copyOf(completed), List.copyOf(operations), completedCount, failedCount);
    }

    List<CheckpointRef> completed() {
        return List.copyOf(completed);
    }

    long completedCount() {
        return completedCount;
    }

    long failedCount() {
        return failedCount;
    }

    List<CheckpointStats.Entry> history() {
        return List.copyOf(history);
    }

    List<SavepointOperation> operations() {
        return List.copyOf(operations);
    }
}
