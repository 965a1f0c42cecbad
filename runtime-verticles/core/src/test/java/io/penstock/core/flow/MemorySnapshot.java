// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.state.StateEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A task's snapshot that refers to the live objects, for a task that ends with it and one that goes on from it. */
final class MemorySnapshot implements SnapshotOutput, RestoredState {
    private final TreeMap<String, List<StateEntry>> entries = new TreeMap<>();
    private final long id;
    private List<Committable> prepared = List.of();
    private boolean complete;

    MemorySnapshot(long id) {
        this.id = id;
    }

    @Override
    public void add(String operatorId, StateEntry entry) {
        entries.computeIfAbsent(operatorId, id -> new ArrayList<>()).add(entry);
    }

    @Override
    public void settle() {}

    @Override
    public void complete(List<Committable> all) {
        prepared = all;
        complete = true;
    }

    @Override
    public void abort() {}

    boolean isComplete() {
        return complete;
    }

    @Override
    public long checkpointId() {
        return id;
    }

    @Override
    public boolean knows(String operatorId) {
        return true;
    }

    @Override
    public void forEach(String operatorId, Consumer<StateEntry> to) {
        entries.getOrDefault(operatorId, List.of()).forEach(to);
    }

    @Override
    public List<Committable> prepared() {
        return prepared;
    }

    @Override
    public boolean isFinished() {
        return false;
    }
}
