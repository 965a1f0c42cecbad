// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.ResourceProfile;
import io.penstock.api.source.SplitPosition;
import io.penstock.core.flow.Committable;
import io.penstock.core.flow.StateRefusedException;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.KeyGroups;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.HaRecord.CheckpointVertex;
import io.penstock.core.message.JobId;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.state.StateEntry;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.RecordCodecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts that tasks of one parallelism have written, shared out to tasks of another. */
class RestoredPartsTest {
    private static final int GROUPS = 32;
    private static final String OPERATOR = "a".repeat(32);
    private static final List<PartIndex.OperatorInfo> OPERATORS =
            List.of(new PartIndex.OperatorInfo(OPERATOR, "counts", "process"));

    @TempDir
    Path directory;

    private final SnapshotStore store = new DirectorySnapshotStore();
    private final RecordCodecs codecs = new RecordCodecs(RestoredPartsTest.class.getClassLoader());

    /** A value as a user may have it. */
    public record Visit(String who, int count, List<String> pages) {}

    @Test
    void everyKeySplitAndTransactionIsThereOnceWithAnyParallelism() {
        for (int from : new int[] {1, 2, 3}) {
            CheckpointRecord checkpoint = write(from, 1_000, List.of());
            for (int to : new int[] {1, 2, 3, 5}) assertComplete(checkpoint, to);
        }
    }

    private void assertComplete(CheckpointRecord checkpoint, int to) {
        TreeMap<Long, Object> values = new TreeMap<>();
        TreeSet<String> splits = new TreeSet<>();
        List<String> prepared = new ArrayList<>();
        for (int subtask = 0; subtask < to; subtask++) {
            int owner = subtask;
            RestoredParts share =
                    RestoredParts.fetch(store, checkpoint, vertex(to, GROUPS, "process"), subtask, codec());
            List<Object> copies = new ArrayList<>();
            share.forEach(OPERATOR, entry -> {
                if (entry.state().equals("visits")) {
                    long key = (Long) entry.key();
                    int group = KeyGroups.keyGroup(entry.key(), GROUPS);
                    assertThat(KeyGroups.subtask(group, GROUPS, to)).isEqualTo(owner);
                    assertThat(values.put(key, entry.value())).isNull();
                } else if (entry.value() instanceof SplitPosition split) {
                    assertThat(splits.add(split.splitId())).isTrue();
                } else copies.add(entry.value());
            });
            assertThat(copies).containsExactly("rule");
            share.prepared().forEach(each -> prepared.add(new String(each.data(), StandardCharsets.UTF_8)));
        }
        assertThat(values).hasSize(1_000);
        values.forEach((key, value) -> assertThat(value).isEqualTo(visit(key)));
        assertThat(splits).hasSize(7);
        assertThat(prepared)
                .doesNotHaveDuplicates()
                .hasSize(checkpoint.snapshots().size());
    }

    @Test
    void ofOneThatHadEndedNothingIsReadAgain() {
        CheckpointRecord checkpoint = write(2, 10, List.of(new SubtaskId(0, 1)));
        assertThat(share(checkpoint, 2, 0).isFinished()).isFalse();
        assertThat(share(checkpoint, 2, 1).isFinished()).isTrue();
        assertThat(share(checkpoint, 1, 0).isFinished()).isFalse();
        assertThat(share(write(2, 10, List.of(new SubtaskId(0, 0), new SubtaskId(0, 1))), 3, 2)
                        .isFinished())
                .isTrue();
    }

    @Test
    void anotherKindOrNumberOfKeyGroupsIsRefusedByName() {
        CheckpointRecord checkpoint = write(2, 100, List.of());
        assertThatThrownBy(() -> RestoredParts.fetch(store, checkpoint, vertex(2, GROUPS, "window"), 0, codec()))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("'counts' is of the kind window")
                .hasMessageContaining("process");
        assertThatThrownBy(() -> RestoredParts.fetch(store, checkpoint, vertex(2, GROUPS * 2, "process"), 0, codec()))
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("'counts' has 64 key groups")
                .hasMessageContaining("'visits' was taken with 32");
    }

    @Test
    void everyFlippedOrMissingByteIsNoticedAndThePartNamed() throws Exception {
        CheckpointRecord checkpoint = write(1, 60, List.of());
        SnapshotRef ref = checkpoint.snapshots().get(0);
        Path file = directory
                .resolve(checkpoint.place().substring(checkpoint.place().lastIndexOf('/') + 1))
                .resolve(ref.handle());
        byte[] whole = Files.readAllBytes(file);
        Checkpoints checkpoints = new Checkpoints(store);
        for (int at = 0; at < whole.length; at += 61) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            assertThatThrownBy(() -> checkpoints.verify(checkpoint)).hasMessageContaining(ref.handle());
            assertThatThrownBy(() -> share(checkpoint, 1, 0).forEach(OPERATOR, entry -> {}))
                    .as("byte %s", at)
                    .isInstanceOf(SnapshotStoreException.class)
                    .hasMessageContaining(ref.handle());
        }
        for (int length = 0; length < whole.length; length += 101) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> share(checkpoint, 1, 0)).hasMessageContaining("instead of");
        }
        Files.delete(file);
        assertThatThrownBy(() -> checkpoints.verify(checkpoint)).hasMessageContaining(ref.handle());
    }

    @Test
    void aCheckpointInADirectoryCanBeMovedAndReadByItself() throws Exception {
        CheckpointRecord checkpoint = write(2, 100, List.of());
        new Checkpoints(store).verify(checkpoint);
        Path was = Path.of(checkpoint.place().substring("file:".length()));
        Path now = directory.resolve("moved here");
        Files.move(was, now);
        CheckpointRecord loaded = new Checkpoints(store).load(now.toString());
        assertThat(loaded.snapshots()).isEqualTo(checkpoint.snapshots());
        assertThat(loaded.place()).isEqualTo("file:" + now);
        assertComplete(write(2, 1_000, List.of()), 3);
        assertThat(share(loaded, 1, 0).knows(OPERATOR)).isTrue();
    }

    @Test
    void whatCannotBeWrittenDeclinesThePartByName() {
        List<String> declined = new ArrayList<>();
        PartOutput output = new PartOutput(OPERATORS, GROUPS, codec(), new PartOutput.Completion() {
            @Override
            public void gathered(PartContent content) {
                throw new AssertionError("a thread was written");
            }

            @Override
            public void declined(String why, boolean transientDecline) {
                declined.add(why);
            }
        });
        output.add(OPERATOR, new StateEntry("visits", 1L, null, Thread.currentThread()));
        output.settle();
        output.add(OPERATOR, new StateEntry("visits", 2L, null, "fine"));
        output.complete(List.of());
        assertThat(declined).hasSize(1);
        assertThat(declined.get(0)).contains("'visits'", "'counts'", "java.lang.Thread");
    }

    private int written;

    private CheckpointRecord write(int parallelism, long keys, List<SubtaskId> finished) {
        String place = "file:" + directory.resolve("chk-" + ++written);
        List<SnapshotRef> refs = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            int subtask = i;
            String name = "0-" + i + "-1.part";
            PartOutput output = new PartOutput(OPERATORS, GROUPS, codec(), new PartOutput.Completion() {
                @Override
                public void gathered(PartContent content) {
                    store.write(place, name, content.pieces());
                    refs.add(new SnapshotRef(new SubtaskId(0, subtask), name, content.bytes(), content.checksum()));
                }

                @Override
                public void declined(String why, boolean transientDecline) {
                    throw new AssertionError(why);
                }
            });
            fill(output, subtask, parallelism, keys);
        }
        var vertex = new CheckpointVertex(0, OPERATOR, "counts", parallelism, GROUPS, List.of(OPERATOR));
        return new CheckpointRecord(
                new JobId("b".repeat(32)),
                7,
                CheckpointKind.CHECKPOINT,
                FencingToken.NONE,
                place,
                0,
                0,
                0,
                "",
                List.of(vertex),
                refs,
                finished);
    }

    private static void fill(PartOutput output, int subtask, int parallelism, long keys) {
        for (long key = 0; key < keys; key++) {
            if (KeyGroups.subtask(KeyGroups.keyGroup((Object) key, GROUPS), GROUPS, parallelism) != subtask) continue;
            output.add(OPERATOR, new StateEntry("visits", key, null, visit(key)));
        }
        for (int split = subtask; split < 7; split += parallelism) {
            SplitPosition position = new SplitPosition("split-" + split, new byte[] {(byte) split});
            output.add(OPERATOR, new StateEntry("splits", null, null, position));
        }
        output.add(OPERATOR, new StateEntry("rules", null, "name", "rule"));
        byte[] transaction = ("transaction of " + subtask).getBytes(StandardCharsets.UTF_8);
        output.complete(List.of(new Committable(OPERATOR, transaction)));
    }

    private static Visit visit(long key) {
        return new Visit("visitor " + key, (int) key, List.of("p" + key % 3));
    }

    private RestoredParts share(CheckpointRecord checkpoint, int parallelism, int subtask) {
        return RestoredParts.fetch(store, checkpoint, vertex(parallelism, GROUPS, "process"), subtask, codec());
    }

    private RecordCodec codec() {
        return codecs.newCodec();
    }

    private static JobVertex vertex(int parallelism, int groups, String kind) {
        var operator = new OperatorNode(0, OPERATOR, "counts", null, kind, -1, null);
        return new JobVertex(
                0,
                OPERATOR,
                "counts",
                parallelism,
                groups,
                "default",
                ResourceProfile.ANY,
                List.of(operator),
                1,
                false,
                true,
                false);
    }
}
