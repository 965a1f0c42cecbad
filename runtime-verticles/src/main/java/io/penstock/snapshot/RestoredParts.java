// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.api.source.SourceReaderContext;
import io.penstock.api.source.SplitPosition;
import io.penstock.core.flow.Committable;
import io.penstock.core.flow.RestoredState;
import io.penstock.core.flow.StateRefusedException;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.KeyGroups;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.HaRecord.CheckpointVertex;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.state.StateEntry;
import io.penstock.exchange.wire.RecordCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subtask's share of a checkpoint, perhaps of another parallelism: keyed state by key group, splits by who owns
 * them now, prepared transactions by the old subtask's number, and one copy of what all subtasks have alike. Bytes are
 * fetched by {@link #fetch}, and become objects as the task takes them.
 */
public final class RestoredParts implements RestoredState {
    private final CheckpointRecord checkpoint;
    private final JobVertex vertex;
    private final int subtask;
    private final RecordCodec codec;
    private final Map<String, List<Fetched>> byOperator = new LinkedHashMap<>();
    private final List<Committable> prepared = new ArrayList<>();
    private boolean finished;

    /** A block in memory; {@code splits} are shared out entry by entry. */
    private record Fetched(String state, byte[] bytes, boolean splits) {}

    private RestoredParts(CheckpointRecord checkpoint, JobVertex vertex, int subtask, RecordCodec codec) {
        this.checkpoint = checkpoint;
        this.vertex = vertex;
        this.subtask = subtask;
        this.codec = codec;
    }

    /**
     * Fetches a subtask's share; blocks. Throws {@link SnapshotStoreException} if it cannot be had, and
     * {@link StateRefusedException} if it is not for these operators.
     */
    public static RestoredParts fetch(
            SnapshotStore store, CheckpointRecord checkpoint, JobVertex vertex, int subtask, RecordCodec codec) {
        RestoredParts share = new RestoredParts(checkpoint, vertex, subtask, codec);
        Map<SubtaskId, PartReader> open = new TreeMap<>();
        for (OperatorNode operator : vertex.operators()) {
            CheckpointVertex was = share.vertexOf(operator.operatorId());
            if (was != null) share.fetch(store, open, was, operator);
        }
        share.finished = share.hasEnded();
        return share;
    }

    private @Nullable CheckpointVertex vertexOf(String operatorId) {
        for (CheckpointVertex candidate : checkpoint.vertices()) {
            if (candidate.operators().contains(operatorId)) return candidate;
        }
        return null;
    }

    private boolean hasEnded() {
        CheckpointVertex was = vertexOf(vertex.operators().get(0).operatorId());
        if (was == null) return false;
        if (was.parallelism() == vertex.parallelism())
            return checkpoint.finished().contains(new SubtaskId(was.vertex(), subtask));
        for (int i = 0; i < was.parallelism(); i++) {
            if (!checkpoint.finished().contains(new SubtaskId(was.vertex(), i))) return false;
        }
        return true;
    }

    private void fetch(
            SnapshotStore store, Map<SubtaskId, PartReader> open, CheckpointVertex was, OperatorNode operator) {
        byOperator.put(operator.operatorId(), new ArrayList<>());
        boolean alike = was.parallelism() == vertex.parallelism() && was.maxParallelism() == vertex.maxParallelism();
        int copyFrom = copyFrom(was);
        for (SnapshotRef ref : checkpoint.snapshots()) {
            if (ref.subtask().vertex() != was.vertex()) continue;
            int old = ref.subtask().subtask();
            if (ref.isEmpty() || alike && old != subtask) continue;
            PartReader part =
                    open.computeIfAbsent(ref.subtask(), absent -> new PartReader(store, checkpoint.place(), ref));
            int index = indexOf(part.index(), operator);
            if (index < 0) continue;
            for (PartIndex.Block block : part.index().blocks()) {
                if (block.operator() == index && isMine(block, old == copyFrom, was, operator)) {
                    boolean splits = block.group() == PartFormat.SPLITS && !alike;
                    take(operator, new Fetched(block.state(), part.read(block), splits));
                }
            }
            if (old % vertex.parallelism() != subtask) continue;
            for (Committable committable : part.index().prepared()) {
                if (committable.operatorId().equals(operator.operatorId())) prepared.add(committable);
            }
        }
    }

    private void take(OperatorNode operator, Fetched block) {
        byOperator
                .computeIfAbsent(operator.operatorId(), absent -> new ArrayList<>())
                .add(block);
    }

    /** The old subtask whose copy is read: the same for as many as there were, and one that has a part. */
    private int copyFrom(CheckpointVertex was) {
        List<Integer> there = checkpoint.snapshots().stream()
                .filter(ref -> ref.subtask().vertex() == was.vertex())
                .map(ref -> ref.subtask().subtask())
                .toList();
        if (there.contains(subtask)) return subtask;
        return there.isEmpty() ? -1 : there.get(subtask % there.size());
    }

    private static int indexOf(PartIndex index, OperatorNode operator) {
        for (int i = 0; i < index.operators().size(); i++) {
            PartIndex.OperatorInfo was = index.operators().get(i);
            if (!was.id().equals(operator.operatorId())) continue;
            if (!was.kind().equals(operator.kind())) {
                throw new StateRefusedException("operator '" + operator.name() + "' is of the kind " + operator.kind()
                        + ", but the checkpoint has state of one of the kind " + was.kind() + " under its id");
            }
            return i;
        }
        return -1;
    }

    private boolean isMine(PartIndex.Block block, boolean copy, CheckpointVertex was, OperatorNode operator) {
        if (block.group() == PartFormat.COPY) return copy;
        if (block.group() == PartFormat.SPLITS) return true;
        if (was.maxParallelism() != vertex.maxParallelism()) {
            throw new StateRefusedException("operator '" + operator.name() + "' has " + vertex.maxParallelism()
                    + " key groups, but its state '" + block.state().trim() + "' was taken with "
                    + was.maxParallelism() + ": set its max parallelism to that");
        }
        SubtaskRange range = KeyGroups.range(subtask, vertex.maxParallelism(), vertex.parallelism());
        return block.group() >= range.first() && block.group() < range.end();
    }

    @Override
    public long checkpointId() {
        return checkpoint.id();
    }

    @Override
    public boolean knows(String operatorId) {
        return byOperator.containsKey(operatorId);
    }

    @Override
    public void forEach(String operatorId, Consumer<StateEntry> to) {
        List<Fetched> blocks = byOperator.getOrDefault(operatorId, List.of());
        for (int i = 0; i < blocks.size(); i++) {
            Fetched block = blocks.get(i);
            EntryRuns.read(block.state, block.bytes, codec, block.splits ? entry -> ifOwned(entry, to) : to);
        }
        byOperator.computeIfPresent(operatorId, (id, taken) -> new ArrayList<>());
    }

    private void ifOwned(StateEntry entry, Consumer<StateEntry> to) {
        if (entry.value() instanceof SplitPosition split
                && SourceReaderContext.owns(split.splitId(), subtask, vertex.parallelism())) {
            to.accept(entry);
        }
    }

    @Override
    public List<Committable> prepared() {
        return prepared;
    }

    @Override
    public boolean isFinished() {
        return finished;
    }
}
