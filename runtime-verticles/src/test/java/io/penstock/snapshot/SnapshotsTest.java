// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.ResourceProfile;
import io.penstock.cluster.store.InMemoryStore;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.HaRecord.CheckpointVertex;
import io.penstock.core.message.JobId;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.state.StateEntry;
import io.penstock.exchange.wire.RecordCodecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parts of many tasks of one worker, in the replicated store. */
@Timeout(30)
class SnapshotsTest {
    private static final String PLACE = "hazelcast:job/chk-1";
    private static final String OPERATOR = "a".repeat(32);
    private static final int LARGE_BYTES = 20_000;

    private final InMemoryStore records = new InMemoryStore();
    private final GatedStore store = new GatedStore(new MapSnapshotStore(records, 100_000_000));
    private final Snapshots snapshots = new Snapshots(records, store);
    private final RecordCodecs codecs = new RecordCodecs(SnapshotsTest.class.getClassLoader());
    private final BlockingQueue<SnapshotReport> reports = new LinkedBlockingQueue<>();

    /** Counts writes, of which the first waits for the gate, and then fails if it is told to. */
    private static final class GatedStore implements SnapshotStore {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger writes = new AtomicInteger();
        volatile boolean broken;
        private final SnapshotStore behind;

        GatedStore(SnapshotStore behind) {
            this.behind = behind;
        }

        @Override
        public void write(String place, String name, List<byte[]> pieces) {
            boolean first = writes.getAndIncrement() == 0;
            try {
                if (first) gate.await();
            } catch (InterruptedException e) {
                throw new SnapshotStoreException("interrupted", e);
            }
            if (first && broken) throw new SnapshotStoreException("the disk is full");
            behind.write(place, name, pieces);
        }

        @Override
        public SnapshotFile create(String place, String name) {
            if (broken) throw new SnapshotStoreException("the disk is full");
            return behind.create(place, name);
        }

        @Override
        public long size(String place, String name) {
            return behind.size(place, name);
        }

        @Override
        public byte[] read(String place, String name, long offset, int length) {
            return behind.read(place, name, offset, length);
        }

        @Override
        public void drop(String place) {
            behind.drop(place);
        }
    }

    @AfterEach
    void close() {
        store.gate.countDown();
        snapshots.close();
    }

    @Test
    void aTaskWithNothingToComeBackToStoresNothing() throws Exception {
        for (int subtask = 0; subtask < 3; subtask++) begin(subtask, 3).complete(List.of());
        CheckpointRecord checkpoint = checkpoint(reports(3), 3);
        assertThat(checkpoint.snapshots()).hasSize(3).allMatch(SnapshotRef::isEmpty);
        assertThat(store.writes).hasValue(0);
        new Checkpoints(store).verify(checkpoint);
        for (int parallelism : new int[] {2, 3}) {
            RestoredParts share = share(checkpoint, parallelism, 1);
            assertThat(share.knows(OPERATOR)).isTrue();
            share.forEach(OPERATOR, entry -> assertThat(entry).isNull());
            assertThat(share.prepared()).isEmpty();
        }
    }

    @Test
    void smallPartsShareFilesAndLargeOnesDoNot() throws Exception {
        int tasks = 500;
        for (int subtask = 0; subtask < tasks; subtask++) put(subtask, tasks, text(subtask));
        store.gate.countDown();
        CheckpointRecord checkpoint = checkpoint(reports(tasks), tasks);
        long large = checkpoint.snapshots().stream()
                .filter(part -> part.bytes() > LARGE_BYTES)
                .count();
        long small = checkpoint.snapshots().stream()
                .mapToLong(SnapshotRef::bytes)
                .filter(bytes -> bytes <= LARGE_BYTES)
                .sum();
        assertThat(large).isEqualTo(5);
        assertThat(store.writes.get()).isLessThanOrEqualTo((int) (large + 3 + small / PartWriter.SHARED_FILE_BYTES));
        assertThat(records.keys("snapshot-files").result()).hasSize(store.writes.get());
        new Checkpoints(store).verify(checkpoint);
        for (int subtask = 0; subtask < tasks; subtask++) {
            List<Object> values = new ArrayList<>();
            share(checkpoint, tasks, subtask).forEach(OPERATOR, entry -> values.add(entry.value()));
            assertThat(values).containsExactly(text(subtask));
        }
        new Checkpoints(store).drop(PLACE);
        assertThat(records.keys("snapshot-files").result()).isEmpty();
        assertThat(records.keys("snapshot-chunks").result()).isEmpty();
    }

    @Test
    void aFlippedOrMissingByteInASharedFileNamesThePartThatHasIt() throws Exception {
        for (int subtask = 0; subtask < 3; subtask++) put(subtask, 3, text(subtask));
        store.gate.countDown();
        CheckpointRecord checkpoint = checkpoint(reports(3), 3);
        Checkpoints checkpoints = new Checkpoints(store);
        SnapshotRef second = checkpoint.snapshots().stream()
                .filter(part -> PartHandle.of(part).offset() > 0)
                .findFirst()
                .orElseThrow();
        PartHandle handle = PartHandle.of(second);
        byte[] file = store.read(PLACE, handle.file(), 0, (int) store.size(PLACE, handle.file()));
        byte[] flipped = file.clone();
        flipped[(int) handle.offset() + PartFormat.HEADER_BYTES] ^= 1;
        store.write(PLACE, handle.file(), List.of(flipped));
        assertThatThrownBy(() -> checkpoints.verify(checkpoint)).hasMessageContaining(second.handle());
        store.write(PLACE, handle.file(), List.of(Arrays.copyOf(file, (int) handle.offset() + 5)));
        assertThatThrownBy(() -> checkpoints.verify(checkpoint)).hasMessageContaining("instead of");
        assertThatThrownBy(() -> share(checkpoint, 3, second.subtask().subtask()))
                .hasMessageContaining(second.handle())
                .hasMessageContaining("instead of");
    }

    @Test
    void aWriteThatFailsDeclinesThePartsInItAndNoOther() throws Exception {
        store.broken = true;
        put(0, 3, "first");
        while (store.writes.get() == 0) Thread.onSpinWait();
        put(1, 3, "second");
        put(2, 3, "third");
        store.gate.countDown();
        List<SnapshotReport> all = reports(3);
        assertThat(all)
                .filteredOn(report -> report.ref() == null)
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.attempt().subtask()).isZero();
                    assertThat(report.declined()).isEqualTo("the disk is full");
                });
        assertThat(store.writes).hasValue(2);
    }

    /** Every hundredth is large. */
    private static String text(int subtask) {
        if (subtask % 100 != 99) return "state of " + subtask;
        StringBuilder large = new StringBuilder();
        for (int i = 0; large.length() < 2 * LARGE_BYTES; i++) large.append(Integer.toHexString(31 * i * i + subtask));
        return large.toString();
    }

    private void put(int subtask, int parallelism, String value) {
        SnapshotOutput out = begin(subtask, parallelism);
        out.add(OPERATOR, new StateEntry("rules", null, null, value));
        out.settle();
        out.complete(List.of());
    }

    private SnapshotOutput begin(int subtask, int parallelism) {
        var owner = new Snapshots.Owner(
                new AttemptId(0, subtask, 1), vertex(parallelism), codecs.newCodec(), codecs::newCodec, () -> {});
        var barrier = new Marker.Barrier(1, PLACE, Marker.Barrier.After.GO_ON);
        return snapshots.begin(owner, barrier, 0, reports::add);
    }

    private List<SnapshotReport> reports(int count) throws InterruptedException {
        List<SnapshotReport> all = new ArrayList<>();
        while (all.size() < count) {
            SnapshotReport report = reports.poll(20, TimeUnit.SECONDS);
            assertThat(report).isNotNull();
            all.add(report);
        }
        return all;
    }

    private static CheckpointRecord checkpoint(List<SnapshotReport> reports, int parallelism) {
        List<SnapshotRef> refs = new ArrayList<>();
        for (SnapshotReport report : reports) {
            assertThat(report.declined()).isEmpty();
            refs.add(report.ref());
        }
        var vertex = new CheckpointVertex(0, OPERATOR, "rules", parallelism, 1024, List.of(OPERATOR));
        return new CheckpointRecord(
                new JobId("b".repeat(32)),
                1,
                CheckpointKind.CHECKPOINT,
                FencingToken.NONE,
                PLACE,
                0,
                0,
                0,
                "",
                List.of(vertex),
                refs,
                List.of());
    }

    private RestoredParts share(CheckpointRecord checkpoint, int parallelism, int subtask) {
        return RestoredParts.fetch(store, checkpoint, vertex(parallelism), subtask, codecs.newCodec());
    }

    private static JobVertex vertex(int parallelism) {
        var operator = new OperatorNode(0, OPERATOR, "rules", null, "process", -1, null);
        return new JobVertex(
                0,
                OPERATOR,
                "rules",
                parallelism,
                1024,
                "default",
                ResourceProfile.ANY,
                List.of(operator),
                1,
                false,
                true,
                false);
    }
}
