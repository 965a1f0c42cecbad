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
 * to what the exchange makes of a batch. A run is written when it is full or must not refer to live objects any more.
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

    /** Whether it refers to no live objects. */
    boolean isSettled() {
        return size == 0;
    }

    void add(StateEntry entry, RecordCodec codec) {
        if (size == keys.length) grow();
        keys[size] = entry.key();
        details[size] = entry.detail();
        values[size] = entry.value();
        if (++size == RUN_ENTRIES) settle(codec);
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
        bytes.putVarInt(size);
        codec.write(bytes, keys, size);
        codec.write(bytes, details, size);
        codec.write(bytes, values, size);
        Arrays.fill(keys, 0, size, null);
        Arrays.fill(details, 0, size, null);
        Arrays.fill(values, 0, size, null);
        size = 0;
    }

    /** All that was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
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
