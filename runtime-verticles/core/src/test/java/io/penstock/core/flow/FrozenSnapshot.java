// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.state.StateEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A task's snapshot as text, of what entries refer to at the moment they are settled, as a writer would see it. */
final class FrozenSnapshot implements SnapshotOutput {
    private final List<StateEntry> open = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();
    private final IntSupplier room;
    private boolean complete;
    private boolean aborted;

    /** {@code room}: see {@link SnapshotOutput#room}. */
    FrozenSnapshot(IntSupplier room) {
        this.room = room;
    }

    @Override
    public void add(String operatorId, StateEntry entry) {
        if (complete || aborted) throw new IllegalStateException(entry + " comes too late");
        open.add(entry);
    }

    @Override
    public void settle() {
        for (StateEntry entry : open) {
            settled.add(
                    entry.state() + " " + text(entry.key()) + " " + text(entry.detail()) + " " + text(entry.value()));
        }
        open.clear();
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Object[] array) return text(Arrays.asList(array));
        if (value instanceof long[] array) return Arrays.toString(array);
        if (value instanceof List<?> list)
            return list.stream().map(FrozenSnapshot::text).toList().toString();
        if (value instanceof Map<?, ?> map) return text(new ArrayList<Object>(map.entrySet()));
        return value == null ? "-" : value.getClass().getSimpleName() + ":" + value;
    }

    @Override
    public int room() {
        return room.getAsInt();
    }

    @Override
    public void complete(List<Committable> prepared) {
        settle();
        complete = true;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    boolean isComplete() {
        return complete;
    }

    boolean isAborted() {
        return aborted;
    }

    /** All entries, sorted. */
    List<String> entries() {
        return settled.stream().sorted().toList();
    }
}
