// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.channel.Marker.Activity;
import io.penstock.core.flow.operator.Combiner;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import io.penstock.core.state.KeyTable;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of a key and slice of event time into one before they cross the exchange to a window operator. A
 * slice lies in or outside of each window as a whole. It is sent before any watermark that ends it, before a barrier,
 * before idleness, and whenever the task has time to spare; so it is late for nobody whose records would not be, and
 * results neither change nor come later.
 *
 * <p>Records of a slice that event time has passed here go as they are: the consumer decides one by one whether they
 * are late and whether a window fires again. So do all once this stream has been idle, since from then on the
 * consumer's event time may be ahead of this task's.
 *
 * <p>It pays where keys come again within a slice. So it counts: where too few records make one partial result, records
 * pass as they are for a while, and each time longer, until it is tried anew. Where the exchange encodes records, two
 * for one are enough, however many keys there are. Where accumulators are objects, a table that does not fit in the
 * core's cache costs more than it saves. Where references are handed over it is not tried unless asked for: W3 with its
 * 100,000 keys and five records for one lost 10 to 40 %, and a tenth by the trials alone.
 */
@SuppressWarnings("NullAway.Init")
public abstract class WindowCombiner extends Combiner {
    private static final int GAIN_MIN = 2;
    private static final int GAIN_MIN_NEAR = 8;
    private static final int JUDGED_MIN = 1 << 10;
    private static final int KEYS_MAX = 1 << 17;
    private static final int KEYS_MAX_NEAR = 1 << 12;
    private static final int SLICES_MAX = 64;
    private static final int RECORDS_OFF_MIN = 1 << 21;
    private static final int RECORDS_OFF_MAX = 1 << 27;

    /** How many records go as they are, from now on. */
    private long recordsToPass;

    /** Inclusive start of the times that go to {@link #hot}. */
    private long hotStartMs;

    /** Exclusive end of the times that go to {@link #hot}; not after the start if there is none. */
    private long hotEndMs;

    /** The slice of the last record; only valid for times in the range. */
    protected Slice hot;

    private final TreeMap<Long, Slice> slices = new TreeMap<>();
    private long sliceMs;
    private long offsetMs;
    private int keysMax = KEYS_MAX;
    private int gainMin = GAIN_MIN;
    private @Nullable KeyTable spare;
    private boolean sentPartial;
    private long recordsOff = RECORDS_OFF_MIN;
    private long recordsFolded;
    private long partialsSent;

    /** The records of a stretch of time that no window divides. */
    protected static final class Slice {
        final long startMs;
        final long endMs;
        KeyTable table;
        long records;

        Slice(long startMs, long endMs, KeyTable table) {
            this.startMs = startMs;
            this.endMs = endMs;
            this.table = table;
        }
    }

    /** Whether the windows are such that slices of event time can stand for records. */
    public static boolean fits(WindowSpec spec) {
        WindowAssigner assigner = spec.assigner();
        if (!assigner.eventTime() || !(spec.trigger() instanceof Trigger.AtEnd)) return false;
        return assigner instanceof WindowAssigner.Tumbling || assigner instanceof WindowAssigner.Sliding;
    }

    /** Sets what the windows are. */
    final void configureSlices(WindowAssigner assigner) {
        WindowShape shape = WindowShape.of(assigner);
        sliceMs = greatestCommonDivisor(shape.sizeMs(), shape.slideMs());
        offsetMs = shape.offsetMs();
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /** Room for keys is shared among as many as there may be in this JVM. */
    @Override
    protected final void onOpen() {
        keysMax = KEYS_MAX_NEAR;
        if (isCheap() || !mayStop())
            keysMax =
                    Math.max(KEYS_MAX_NEAR, KEYS_MAX * 2 / Math.max(2, context().parallelism()));
        gainMin = isCheap() ? GAIN_MIN : GAIN_MIN_NEAR;
    }

    private boolean isCheap() {
        return encodes() && isPrimitive();
    }

    /** Whether partial results are kept without an object for each. */
    abstract boolean isPrimitive();

    /** An empty table for a new slice. */
    abstract KeyTable newTable();

    /** Folds a record into a slice. */
    abstract void fold(Slice slice, Object key, Object value) throws Exception;

    /** The partial result in a used slot. */
    abstract Object partial(KeyTable table, int slot);

    /** Whether the next record goes as it is; counts it if so. */
    final boolean passesNext() {
        if (recordsToPass == 0) return false;
        recordsToPass--;
        return true;
    }

    /** Whether a record goes to the hot slice. */
    final boolean isHot(@Nullable Object key, long timestampMs) {
        return timestampMs >= hotStartMs && timestampMs < hotEndMs && key != null;
    }

    /** The way for all records that do not go to the hot slice. */
    final void foldOrPass(Object key, Object value, long timestampMs) throws Exception {
        long start = timestampMs - Math.floorMod(timestampMs - offsetMs, sliceMs);
        boolean passes = key == null || timestampMs == Long.MIN_VALUE;
        if (passes || start > timestampMs || start + sliceMs - 1 <= watermarkMs) {
            endPartials();
            next.accept(value, timestampMs);
            return;
        }
        Slice slice = slices.get(start);
        if (slice == null) slice = begin(start);
        hot = slice;
        hotStartMs = slice.startMs;
        hotEndMs = slice.endMs;
        fold(slice, key, value);
        taken(slice);
    }

    /** Has to be called after each record that went to a slice. */
    final void taken(Slice slice) {
        slice.records++;
        if (slice.table.size() >= keysMax) drainAll();
    }

    private Slice begin(long start) {
        if (slices.size() >= SLICES_MAX) drainAll();
        KeyTable table = spare;
        spare = null;
        Slice slice = new Slice(start, start + sliceMs, table == null ? newTable() : table);
        slices.put(start, slice);
        return slice;
    }

    private void endPartials() {
        if (sentPartial) endBatches();
        sentPartial = false;
    }

    @Override
    protected final void onWatermark(long watermarkMs) {
        if (slices.isEmpty() || slices.firstEntry().getValue().endMs - 1 > watermarkMs) return;
        cool();
        while (!slices.isEmpty() && slices.firstEntry().getValue().endMs - 1 <= watermarkMs) {
            send(slices.pollFirstEntry().getValue());
        }
        judge();
    }

    private void cool() {
        hotStartMs = 0;
        hotEndMs = 0;
    }

    @Override
    public final void drain() {
        if (!slices.isEmpty()) drainAll();
    }

    /** Where time is left, folding here saves none, and at the end of a window it would have to be made up for. */
    @Override
    public final void onRest() {
        drain();
    }

    private void drainAll() {
        cool();
        while (!slices.isEmpty()) send(slices.pollFirstEntry().getValue());
        judge();
    }

    private void send(Slice slice) {
        if (!sentPartial) endBatches();
        sentPartial = true;
        KeyTable table = slice.table;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.isUsed(slot)) send(table.keyAt(slot), partial(table, slot), slice.startMs);
        }
        recordsFolded += slice.records;
        partialsSent += table.size();
        keepSpare(table);
    }

    private void keepSpare(KeyTable table) {
        if (table.size() * 32L < table.slots()) return;
        table.clear();
        spare = table;
    }

    private void judge() {
        if (partialsSent < JUDGED_MIN) return;
        boolean pays = recordsFolded >= gainMin * partialsSent;
        recordsFolded = 0;
        partialsSent = 0;
        if (pays || !mayStop()) {
            recordsOff = RECORDS_OFF_MIN;
            return;
        }
        drain();
        passNext(recordsOff);
        recordsOff = Math.min(2 * recordsOff, RECORDS_OFF_MAX);
    }

    private void passNext(long records) {
        endPartials();
        spare = null;
        recordsToPass = records;
    }

    @Override
    public final void activity(Activity activity) {
        if (activity == Activity.IDLE) {
            drain();
            passNext(Long.MAX_VALUE);
        }
        super.activity(activity);
    }
}
