// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.cluster.store.InMemoryStore;
import io.penstock.core.flow.Committable;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.state.StateEntry;
import io.penstock.exchange.wire.RecordCodecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large parts go to the store while they are gathered. */
@Timeout(60)
class PartStreamTest {
    private static final String OPERATOR = "a".repeat(32);
    private static final int KEYS = 300_000;

    @TempDir
    Path directory;

    private final DirectorySnapshotStore files = new DirectorySnapshotStore();
    private final SlowStore store = new SlowStore();
    private final Snapshots snapshots = new Snapshots(new InMemoryStore(), store);
    private final RecordCodecs codecs = new RecordCodecs(PartStreamTest.class.getClassLoader());
    private final BlockingQueue<SnapshotReport> reports = new LinkedBlockingQueue<>();
    private final Semaphore woken = new Semaphore(0);

    /** Holds up what is streamed until its gate opens, and refuses more than a number of bytes. */
    private final class SlowStore implements SnapshotStore {
        final CountDownLatch gate = new CountDownLatch(1);
        volatile long bytesMax = Long.MAX_VALUE;

        @Override
        public void write(String place, String name, List<byte[]> pieces) {
            throw new AssertionError("a large part is not written in one go");
        }

        @Override
        public SnapshotFile create(String place, String name) {
            SnapshotFile behind = files.create(place, name);
            return new SnapshotFile() {
                private long bytes;

                @Override
                public void append(byte[] from, int length) {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new SnapshotStoreException("interrupted", e);
                    }
                    bytes += length;
                    if (bytes > bytesMax) throw new SnapshotStoreException("the disk is full");
                    behind.append(from, length);
                }

                @Override
                public void finish() {
                    behind.finish();
                }

                @Override
                public void close() {
                    behind.close();
                }
            };
        }

        @Override
        public long size(String place, String name) {
            return files.size(place, name);
        }

        @Override
        public byte[] read(String place, String name, long offset, int length) {
            return files.read(place, name, offset, length);
        }

        @Override
        public void drop(String place) {
            files.drop(place);
        }
    }

    @AfterEach
    void close() {
        store.gate.countDown();
        snapshots.close();
    }

    private SnapshotOutput begin() {
        var owner = new Snapshots.Owner(
                new AttemptId(0, 0, 1), vertex(), codecs.newCodec(), codecs::newCodec, woken::release);
        return snapshots.begin(owner, new Marker.Barrier(1, place(), Marker.Barrier.After.GO_ON), 0, reports::add);
    }

    private String place() {
        return "file:" + directory.resolve("chk-1");
    }

    private static JobVertex vertex() {
        var operator = new OperatorNode(0, OPERATOR, "counts", null, "process", -1, null);
        return new JobVertex(
                0,
                OPERATOR,
                "counts",
                1,
                128,
                "default",
                ResourceProfile.ANY,
                List.of(operator),
                1,
                false,
                true,
                false);
    }

    /** Half of the values never change, the others do as soon as that is allowed. */
    private static void addSome(SnapshotOutput out, int from, int end) {
        long[] changing = new long[2];
        for (int key = from; key < end; key++) {
            if (key % 2 == 0) {
                out.add(OPERATOR, new StateEntry("texts", (long) key, null, "value of " + key));
            } else {
                changing[0] = key;
                changing[1] = -key;
                out.add(OPERATOR, new StateEntry("pairs", (long) key, null, changing));
                out.settle();
            }
        }
        out.settle();
    }

    @Test
    void aLargePartIsWrittenAsTheStoreTakesItAndReadBack() throws Exception {
        SnapshotOutput out = begin();
        int next = 0;
        while (out.room() > 0) addSome(out, next, next += 1_000);
        assertThat(next).as("entries in memory while the store stands still").isLessThan(KEYS);
        assertThat(woken.tryAcquire()).isFalse();
        store.gate.countDown();
        assertThat(woken.tryAcquire(20, TimeUnit.SECONDS))
                .as("woken once there is room")
                .isTrue();
        addSome(out, next, KEYS);
        out.complete(List.of(new Committable(OPERATOR, new byte[] {7})));
        SnapshotReport report = reports.poll(20, TimeUnit.SECONDS);
        SnapshotRef ref = report.ref();
        assertThat(ref).isNotNull();
        assertThat(ref.bytes()).isEqualTo(files.size(place(), ref.handle()));
        PartReader reader = new PartReader(files, place(), ref);
        assertThat(reader.index().prepared()).hasSize(1);
        Map<Long, String> read = new TreeMap<>();
        for (PartIndex.Block block : reader.index().blocks()) {
            EntryRuns.read(block.state(), reader.read(block), codecs.newCodec(), entry -> {
                String value = entry.value() instanceof long[] pair ? pair[0] + "/" + pair[1] : "" + entry.value();
                assertThat(read.put((Long) entry.key(), value)).isNull();
            });
        }
        assertThat(read).hasSize(KEYS);
        read.forEach((key, value) -> assertThat(value).isEqualTo(key % 2 == 0 ? "value of " + key : key + "/" + -key));
    }

    @Test
    void aStoreThatRefusesInTheMiddleDeclinesThePartAndKeepsNothing() throws Exception {
        store.bytesMax = 3_000_000;
        store.gate.countDown();
        SnapshotOutput out = begin();
        addSome(out, 0, KEYS);
        out.complete(List.of());
        SnapshotReport report = reports.poll(20, TimeUnit.SECONDS);
        assertThat(report.ref()).isNull();
        assertThat(report.declined()).isEqualTo("the disk is full");
        assertThat(report.transientDecline()).isFalse();
        assertThat(out.room()).isPositive();
        try (var left = Files.list(directory.resolve("chk-1"))) {
            assertThat(left).isEmpty();
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void aPartGivenUpKeepsNothingEither() throws Exception {
        store.gate.countDown();
        SnapshotOutput out = begin();
        addSome(out, 0, KEYS);
        out.abort();
        SnapshotReport report = reports.poll(20, TimeUnit.SECONDS);
        assertThat(report.transientDecline()).isTrue();
        try (var left = Files.walk(directory)) {
            assertThat(left).noneMatch(Files::isRegularFile);
        }
    }

    @Test
    void whatCannotBeWrittenDeclinesALargePartByName() throws Exception {
        store.gate.countDown();
        SnapshotOutput out = begin();
        addSome(out, 0, KEYS / 2);
        out.add(OPERATOR, new StateEntry("texts", 1L, null, Thread.currentThread()));
        out.settle();
        out.complete(List.of());
        SnapshotReport report = reports.poll(20, TimeUnit.SECONDS);
        assertThat(report.declined()).contains("'texts'", "'counts'", "java.lang.Thread");
    }
}
