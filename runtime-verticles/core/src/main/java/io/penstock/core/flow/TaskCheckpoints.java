// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.flow.operator.TransactionalOperator;
import io.penstock.core.flow.output.EdgeOutput;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task's part in checkpoints: what it hands out at a barrier, what it commits once a checkpoint is complete, and what
 * it takes back at its start. On the task's thread.
 */
final class TaskCheckpoints {
    /** Every operator's watermark goes with its state, so that what was late before is late after. */
    private static final String WATERMARK = " watermark";

    private final Chain chain;
    private final TaskEnvironment environment;
    private long latestId = BarrierAlignment.NONE;
    private long restoredId = BarrierAlignment.NONE;
    private Marker.@Nullable Barrier stoppedBy;
    private @Nullable SnapshotRun running;

    TaskCheckpoints(Chain chain, TaskEnvironment environment) {
        this.chain = chain;
        this.environment = environment;
    }

    /** Takes back what the checkpoint holds; {@code again} says that an earlier attempt may have left something. */
    void restore(@Nullable RestoredState from, boolean again) {
        if (from != null) restoredId = from.checkpointId();
        for (Chain.Link link : chain.links()) {
            Operator operator = link.operator();
            try {
                if (from != null && from.knows(link.operatorId())) {
                    operator.beginRestore();
                    from.forEach(link.operatorId(), entry -> restore(operator, entry));
                }
                if (operator instanceof TransactionalOperator sink && (from != null || again)) {
                    sink.recover(from == null ? List.of() : preparedOf(link.operatorId(), from));
                }
            } catch (StateRefusedException | OperatorException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new OperatorException(operator.name(), e);
            }
        }
        chain.restoreCombiners();
    }

    private static void restore(Operator operator, StateEntry entry) {
        if (entry.state().equals(WATERMARK) && entry.value() instanceof Long watermarkMs) {
            operator.restoreWatermark(watermarkMs);
            return;
        }
        try {
            operator.restore(entry);
        } catch (StateRefusedException | OperatorException e) {
            throw e;
        } catch (ClassCastException | IllegalStateException e) {
            throw new StateRefusedException(
                    operator + " cannot take back its state '" + entry.state().trim() + "': " + e.getMessage(), e);
        } catch (Exception e) {
            throw new OperatorException(operator.name(), e);
        }
    }

    private static List<byte[]> preparedOf(String operatorId, RestoredState from) {
        return from.prepared().stream()
                .filter(committable -> committable.operatorId().equals(operatorId))
                .map(Committable::data)
                .toList();
    }

    /**
     * Begins to hand out the task's part, and sends the barrier on. A part still on its way is given up: only one
     * checkpoint is taken at a time, so nobody waits for that one any more.
     *
     * @param alignmentMs how long the task waited for the barrier to come through its last input
     * @param marks false if the end of input is already on its way, after which no barrier counts
     */
    void take(Marker.Barrier barrier, long alignmentMs, boolean marks) {
        long checkpointId = barrier.checkpointId();
        if (checkpointId <= latestId) return;
        latestId = checkpointId;
        giveUp();
        long startNs = environment.nanoTime();
        SnapshotOutput out = environment.snapshot(barrier, alignmentMs);
        SnapshotRun run = new SnapshotRun(checkpointId, out, environment::nanoTime);
        running = run;
        for (Chain.Link link : chain.links()) snapshot(link, run.of(link.operatorId()));
        out.settle();
        List<Committable> prepared = prepareCommit(checkpointId);
        chain.drainCombiners();
        if (marks) for (EdgeOutput output : chain.outputs()) output.mark(barrier);
        if (barrier.after() != Marker.Barrier.After.GO_ON) stoppedBy = barrier;
        if (run.begin(prepared, startNs)) running = null;
    }

    private static void snapshot(Chain.Link link, StateSnapshot out) {
        Operator operator = link.operator();
        try {
            operator.snapshot(out);
        } catch (Exception e) {
            throw new OperatorException(operator.name(), e);
        }
        long watermarkMs = operator.watermarkMs();
        if (watermarkMs != Long.MIN_VALUE && watermarkMs != Long.MAX_VALUE)
            out.add(new StateEntry(WATERMARK, null, null, watermarkMs));
    }

    /** Whether state is still to be handed out. */
    boolean isSaving() {
        return running != null;
    }

    /**
     * Hands out some more state if it is time for that; answers whether any was.
     *
     * @param workedNs how long the task has just worked on its input; negative if there was nothing to do
     */
    boolean save(long workedNs) {
        SnapshotRun run = running;
        if (run == null) return false;
        boolean did = workedNs < 0 ? run.advance() : run.afterWork(workedNs);
        if (run.isOver()) running = null;
        return did;
    }

    /** Hands out all the rest, before the task ends. */
    void finishSaving() {
        SnapshotRun run = running;
        running = null;
        if (run != null) run.finish();
    }

    /** Gives the part up that is on its way, if there is one. */
    void giveUp() {
        SnapshotRun run = running;
        running = null;
        if (run != null) run.abort();
    }

    /** Has the sinks prepare what they have; {@code checkpointId} covers that and what was prepared before. */
    List<Committable> prepareCommit(long checkpointId) {
        List<Committable> all = new ArrayList<>();
        for (Chain.Link link : chain.links()) {
            if (!(link.operator() instanceof TransactionalOperator sink)) continue;
            for (byte[] data : sink.prepareCommit(checkpointId)) all.add(new Committable(link.operatorId(), data));
        }
        return List.copyOf(all);
    }

    /** Whether the task takes no input until the checkpoint ends that stopped it. */
    boolean isStopped() {
        return stoppedBy != null;
    }

    /** Whether the task had a part in the checkpoint, or began from it. */
    boolean hasPart(long checkpointId) {
        return checkpointId == latestId || checkpointId == restoredId;
    }

    /** A checkpoint came to nothing. */
    void abort(long checkpointId) {
        SnapshotRun run = running;
        if (run != null && run.checkpointId() <= checkpointId) giveUp();
        Marker.Barrier by = stoppedBy;
        if (by == null || by.checkpointId() > checkpointId) return;
        stoppedBy = null;
        if (by.after() == Marker.Barrier.After.DRAIN) {
            throw new IllegalStateException("event time has ended for savepoint " + by.checkpointId()
                    + ", which then failed: only an earlier checkpoint can undo that");
        }
    }

    /** A checkpoint is complete and stored. */
    void complete(long checkpointId) {
        for (Chain.Link link : chain.links()) link.operator().checkpointComplete(checkpointId);
    }
}
