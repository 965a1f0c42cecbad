// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.OutputTag;
import io.penstock.api.function.RichFunction;
import io.penstock.core.flow.channel.Marker.Activity;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link of a chain: takes records one by one and pushes its results into {@link #next}. Records, watermarks, activity
 * and the end of input come in order, on the task's thread. Subclasses that see every record are templates (see
 * {@link Specializer}): they make the calls on the user's function and on {@code next} in their own body, since those
 * are the call sites that must not be shared.
 */
public abstract class Operator {
    /** Where results go; never null. */
    protected Operator next = Discard.INSTANCE;

    /** The watermark so far, {@code Long.MIN_VALUE} before the first. */
    protected long watermarkMs = Long.MIN_VALUE;

    /** When {@link #onProcessingTime} is due. */
    long timerMs = Long.MAX_VALUE;

    private List<Operator> downstream = List.of();
    private List<SideOutput> sideOutputs = List.of();
    private @Nullable OperatorContext context;
    private Ending ending = Ending.OPEN;

    /** How far the end of input has come here. */
    private enum Ending {
        OPEN,
        FINISHING,
        FINISHED
    }

    /** Where the records of a tag go. */
    public record SideOutput(String tag, Operator next) {}

    /** Where results go that nobody reads. */
    public static Operator discard() {
        return Discard.INSTANCE;
    }

    /** Takes over what the specification says; called once, before all else. */
    public abstract void configure(OperatorSpec spec, Specialization specialization);

    /**
     * Says where results go.
     *
     * @param next takes the main output
     * @param sideOutputs take side outputs
     * @param downstream everyone who hears of watermarks, activity and the end: the next operators of the chain, and
     *     its ends
     */
    public final void connect(Operator next, List<SideOutput> sideOutputs, List<Operator> downstream) {
        this.next = next;
        this.sideOutputs = sideOutputs;
        this.downstream = downstream;
    }

    /** Opens the user's functions. Downstream operators are open already. */
    public final void open(OperatorContext context) {
        this.context = context;
        try {
            onOpen();
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Takes a record of the first input. */
    public abstract void accept(Object value, long timestampMs);

    /** Takes a record of the second input. */
    public void acceptRight(Object value, long timestampMs) {
        throw new IllegalStateException(this + " has one input");
    }

    /** Takes a watermark: acts on it, then passes it on. */
    public void watermark(long watermarkMs) {
        if (watermarkMs <= this.watermarkMs) return;
        this.watermarkMs = watermarkMs;
        onWatermark(watermarkMs);
        emitWatermark(watermarkMs);
    }

    /** Takes news of the input's activity and passes it on. */
    public void activity(Activity activity) {
        for (Operator operator : downstream) operator.activity(activity);
    }

    /**
     * Takes the end of a bounded input. First all event time passes, then the operator finishes, and only then those
     * downstream hear of it, so that what an operator emits at the end is late for nobody.
     *
     * @return false if it is to be called again, when there is room for more output
     */
    public boolean endInput() {
        if (ending == Ending.OPEN) {
            watermarkMs = Long.MAX_VALUE;
            onWatermark(Long.MAX_VALUE);
            ending = Ending.FINISHING;
        }
        if (ending == Ending.FINISHING) {
            try {
                if (!finishSome()) return false;
            } catch (Exception e) {
                throw failed(e);
            }
            ending = Ending.FINISHED;
        }
        boolean all = true;
        for (Operator operator : downstream) all &= operator.endInput();
        return all;
    }

    /** A batch of input has been processed. Called on operators that ask for it by {@link #wantsBatchEnd}. */
    public void onBatchEnd() {}

    /** Whether {@link #onBatchEnd} is to be called. */
    public boolean wantsBatchEnd() {
        return false;
    }

    /** Closes the user's functions; also after a failure, also when never opened. */
    public void close() throws Exception {}

    /** Hands out what must survive, at a barrier; see {@link StateSnapshot} for what may be saved later. */
    public void snapshot(StateSnapshot out) throws Exception {}

    /** A checkpoint is complete and stored. */
    public void checkpointComplete(long checkpointId) {}

    /** The operator goes on from a checkpoint; its entries follow, if there are any. */
    public void beginRestore() {}

    /** Event time had come so far. */
    public final void restoreWatermark(long watermarkMs) {
        this.watermarkMs = watermarkMs;
        onRestoredWatermark(watermarkMs);
    }

    /** Takes back one entry of a snapshot, after {@link #open} and before the first record. */
    public void restore(StateEntry entry) throws Exception {
        throw new IllegalStateException(this + " keeps no state, but the snapshot has " + entry);
    }

    /** The watermark so far, {@code Long.MIN_VALUE} before the first. */
    public final long watermarkMs() {
        return watermarkMs;
    }

    /** Number of records dropped as too late. */
    public long lateRecords() {
        return 0;
    }

    /** The display name; that of the class before it is open. */
    public final String name() {
        OperatorContext here = context;
        return here == null ? getClass().getSimpleName() : here.operatorName();
    }

    @Override
    public final String toString() {
        return "operator '" + name() + "'";
    }

    /** Opens functions and makes state; may throw what the user's code throws. */
    protected void onOpen() throws Exception {}

    /** Event time has come to {@code watermarkMs}. */
    protected void onWatermark(long watermarkMs) {}

    /** Event time had come so far before the restart; what was due by then has happened. */
    protected void onRestoredWatermark(long watermarkMs) {}

    /** The processing time asked for by {@link #wakeAt} has come. */
    protected void onProcessingTime(long nowMs) {}

    /** The input has ended; may emit. */
    protected void onFinish() throws Exception {}

    /**
     * The input has ended; emits a portion of what is left. False while there is more: then it is called again, when
     * what it has emitted has found room.
     */
    protected boolean finishSome() throws Exception {
        onFinish();
        return true;
    }

    /** Passes a watermark on. */
    protected final void emitWatermark(long watermarkMs) {
        for (Operator operator : downstream) operator.watermark(watermarkMs);
    }

    /** Passes activity on. */
    protected final void emitActivity(Activity activity) {
        for (Operator operator : downstream) operator.activity(activity);
    }

    /** Emits to a side output, if anyone reads it; answers whether. */
    protected final boolean emitSide(OutputTag<?> tag, Object value, long timestampMs) {
        boolean read = false;
        for (SideOutput side : sideOutputs) {
            if (!side.tag.equals(tag.name())) continue;
            side.next.accept(value, timestampMs);
            read = true;
        }
        return read;
    }

    /** Has {@link #onProcessingTime} called at that time or soon after; an earlier request stands. */
    protected final void wakeAt(long timeMs) {
        if (timeMs >= timerMs) return;
        timerMs = timeMs;
        context().clock().request(timeMs);
    }

    /** The processing time of this step. */
    protected final long nowMs() {
        return context().clock().nowMs();
    }

    /** Where it runs; only once open. */
    protected final OperatorContext context() {
        return Objects.requireNonNull(context, "not open");
    }

    /** What to throw when the user's code has thrown: the failure carries the name of the operator nearest to it. */
    protected final RuntimeException failed(Exception cause) {
        if (cause instanceof OperatorException known) return known;
        return new OperatorException(name(), cause);
    }

    /** Opens those functions that want it. */
    protected final void openFunctions(@Nullable Object... functions) throws Exception {
        for (Object function : functions) if (function instanceof RichFunction rich) rich.open(context());
    }

    /** Closes those functions that were opened and want it. */
    protected final void closeFunctions(@Nullable Object... functions) throws Exception {
        if (context == null) return;
        for (Object function : functions) if (function instanceof RichFunction rich) rich.close();
    }
}
