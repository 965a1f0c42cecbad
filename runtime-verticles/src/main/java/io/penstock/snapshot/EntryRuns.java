// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.core.state.StateEntry;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.WireBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one operator, state and key group as runs of columns: a run's keys, details and values each compress
 * to what the exchange makes of a batch. A run is written when it is full, or must not refer to objects any more that
 * may change; keys and details never do.
 */
final class EntryRuns {
    private static final int RUN_ENTRIES = 128;
    private static final int FIRST_BYTES = 256;

    private final int operator;
    private final String state;
    private final int group;
    private final WireBuffer bytes = new WireBuffer(FIRST_BYTES);
    private @Nullable Object[] keys = new Object[4];
    private @Nullable Object[] details = new Object[4];
    private @Nullable Object[] values = new Object[4];
    private int size;
    private boolean live;

    /** Entries that are not written yet, and cannot change. */
    record Held(
            @Nullable Object[] keys,
            @Nullable Object[] details,
            @Nullable Object[] values,
            int size) {
        void write(WireBuffer to, RecordCodec codec) {
            to.putVarInt(size);
            codec.write(to, keys, size);
            codec.write(to, details, size);
            codec.write(to, values, size);
        }
    }

    EntryRuns(int operator, String state, int group) {
        this.operator = operator;
        this.state = state;
        this.group = group;
    }

    int operator() {
        return operator;
    }

    String state() {
        return state;
    }

    int group() {
        return group;
    }

    /** Whether it refers to objects that may change. */
    boolean isLive() {
        return live;
    }

    /** Takes an entry; answers whether the run is full, and must be settled or taken. */
    boolean add(StateEntry entry) {
        if (size == keys.length) grow();
        keys[size] = entry.key();
        details[size] = entry.detail();
        values[size] = entry.value();
        if (!live && !Immutables.is(entry.value())) live = true;
        return ++size == RUN_ENTRIES;
    }

    private void grow() {
        int more = Math.min(RUN_ENTRIES, size * 4);
        keys = Arrays.copyOf(keys, more);
        details = Arrays.copyOf(details, more);
        values = Arrays.copyOf(values, more);
    }

    /** Writes what is held. */
    void settle(RecordCodec codec) {
        if (size == 0) return;
        new Held(keys, details, values, size).write(bytes, codec);
        Arrays.fill(keys, 0, size, null);
        Arrays.fill(details, 0, size, null);
        Arrays.fill(values, 0, size, null);
        size = 0;
        live = false;
    }

    /** Gives away what is held; null if that is nothing. */
    @Nullable
    Held takeHeld() {
        if (size == 0) return null;
        Held held = new Held(keys, details, values, size);
        keys = new Object[keys.length];
        details = new Object[keys.length];
        values = new Object[keys.length];
        size = 0;
        return held;
    }

    /** Size of what was written. */
    int written() {
        return bytes.position();
    }

    /** Gives away what was written. */
    byte[] takeBytes() {
        byte[] taken = Arrays.copyOf(bytes.array(), bytes.position());
        bytes.clear();
        return taken;
    }

    /** Hands out the entries of a block. */
    static void read(String state, byte[] block, RecordCodec codec, Consumer<StateEntry> to) {
        WireBuffer from = new WireBuffer(0).wrap(block, 0, block.length);
        @Nullable Object[] keys = new Object[RUN_ENTRIES];
        @Nullable Object[] details = new Object[RUN_ENTRIES];
        @Nullable Object[] values = new Object[RUN_ENTRIES];
        while (from.remaining() > 0) {
            int count = from.getVarInt();
            if (count > RUN_ENTRIES) throw new SnapshotStoreException("a run of " + count + " entries is too long");
            codec.read(from, keys, count);
            codec.read(from, details, count);
            codec.read(from, values, count);
            for (int i = 0; i < count; i++) to.accept(new StateEntry(state, keys[i], details[i], values[i]));
        }
    }
}
