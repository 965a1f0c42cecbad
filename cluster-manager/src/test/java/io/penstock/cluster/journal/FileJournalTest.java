// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    Path directory;

    @Test
    void whatWasAppendedIsThereAfterOpeningAnew() {
        Journal journal = open().journal();
        assertThat(await(journal.append(bytes("one")))).isEqualTo(1);
        assertThat(await(journal.append(new byte[0]))).isEqualTo(2);
        assertThat(await(journal.append(bytes("three")))).isEqualTo(3);
        await(journal.close());

        OpenedJournal again = open();
        assertThat(texts(again)).containsExactly("one", "", "three");
        assertThat(again.tornTail()).isEmpty();
        assertThat(await(again.journal().append(bytes("four")))).isEqualTo(4);
        await(again.journal().close());
        assertThat(texts(openAndClose())).containsExactly("one", "", "three", "four");
    }

    @Test
    void compactionReplacesEverythingAndNumbersGoOn() throws IOException {
        Journal journal = open().journal();
        IntStream.range(0, 100).forEach(i -> await(journal.append(bytes("record " + i))));
        long before = journal.bytesSinceCompaction();
        await(journal.compact(List.of(bytes("all"), bytes("of it"))));
        assertThat(journal.bytesSinceCompaction()).isLessThan(before);
        assertThat(await(journal.append(bytes("later")))).isEqualTo(101);
        await(journal.close());

        assertThat(texts(openAndClose())).containsExactly("all", "of it", "later");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("journal-00000002.log", "snapshot-00000002.log", "journal.lock");
        }
    }

    @Test
    void aLargeSnapshotTakesManyFrames() {
        List<byte[]> records =
                IntStream.range(0, 2_500).mapToObj(i -> bytes("record " + i)).toList();
        Journal journal = open().journal();
        await(journal.compact(records));
        await(journal.close());
        assertThat(texts(openAndClose()))
                .isEqualTo(records.stream().map(FileJournalTest::text).toList());
    }

    @Test
    void aCompactionToNothingIsEmpty() {
        Journal journal = open().journal();
        await(journal.append(bytes("a")));
        await(journal.compact(List.of()));
        await(journal.close());
        assertThat(texts(openAndClose())).isEmpty();
    }

    @Test
    void appendsThatWaitForTheDiskShareOneSync() {
        CountDownLatch inSync = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger syncs = new AtomicInteger();
        Disk slow = new Disk() {
            @Override
            void force(FileChannel channel) throws IOException {
                if (syncs.incrementAndGet() == 2) {
                    inSync.countDown();
                    awaitLatch(goOn);
                }
                super.force(channel);
            }
        };
        Journal journal = await(FileJournal.open(directory, slow)).journal();
        assertThat(syncs.get()).as("making the file").isEqualTo(1);
        List<Future<Long>> appends = new ArrayList<>();
        appends.add(journal.append(bytes("first")));
        awaitUnchecked(inSync);
        for (int i = 0; i < 1_000; i++) {
            appends.add(journal.append(bytes("record " + i)));
        }
        goOn.countDown();
        for (int i = 0; i < appends.size(); i++) {
            assertThat(await(appends.get(i))).isEqualTo(i + 1);
        }
        assertThat(syncs.get()).isEqualTo(3);
        await(journal.close());
    }

    @Test
    void afterADiskErrorNothingIsTakenUntilItIsOpenedAnew() {
        AtomicInteger failing = new AtomicInteger();
        Disk disk = new Disk() {
            @Override
            void force(FileChannel channel) throws IOException {
                if (failing.get() > 0) {
                    throw new IOException("no space left");
                }
                super.force(channel);
            }
        };
        Journal journal = await(FileJournal.open(directory, disk)).journal();
        await(journal.append(bytes("safe")));
        failing.set(1);
        assertThatThrownBy(() -> await(journal.append(bytes("lost"))))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("no space left");
        failing.set(0);
        assertThatThrownBy(() -> await(journal.append(bytes("refused")))).isInstanceOf(JournalFailedException.class);
        await(journal.close());
        assertThat(texts(openAndClose())).startsWith("safe").doesNotContain("refused");
    }

    @Test
    void aClosedJournalRefuses() {
        Journal journal = open().journal();
        await(journal.close());
        assertThatThrownBy(() -> await(journal.append(bytes("late")))).isInstanceOf(JournalFailedException.class);
        await(journal.close());
    }

    @Test
    void twoNodesCannotShareADirectory() {
        Journal journal = open().journal();
        assertThatThrownBy(this::open).isInstanceOf(DirectoryInUseException.class);
        await(journal.close());
        openAndClose();
    }

    @Test
    void aCrashBeforeTheRenameKeepsTheOldGeneration() throws IOException {
        Journal journal = open().journal();
        await(journal.append(bytes("old")));
        await(journal.close());
        Files.write(directory.resolve("snapshot-00000002.log.tmp"), bytes("half"));
        Files.copy(directory.resolve("journal-00000001.log"), directory.resolve("journal-00000002.log"));
        assertThat(texts(openAndClose())).containsExactly("old");
        assertThat(directory.resolve("journal-00000002.log")).doesNotExist();
    }

    @Test
    void aCrashAfterTheRenameTakesTheNewGeneration() throws IOException {
        Journal journal = open().journal();
        await(journal.append(bytes("old")));
        Path old = directory.resolve("journal-00000001.log");
        byte[] kept = Files.readAllBytes(old);
        await(journal.compact(List.of(bytes("new"))));
        await(journal.close());
        Files.write(old, kept);
        assertThat(texts(openAndClose())).containsExactly("new");
        assertThat(old).doesNotExist();
    }

    @Test
    void aMissingJournalIsNotTakenForAnEmptyOne() throws IOException {
        Journal journal = open().journal();
        await(journal.compact(List.of(bytes("new"))));
        await(journal.close());
        Files.delete(directory.resolve("journal-00000002.log"));
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void answersComeOnTheCallersContext() {
        Vertx vertx = Vertx.vertx();
        try {
            Journal journal = open().journal();
            Context context = vertx.getOrCreateContext();
            Promise<Boolean> same = Promise.promise();
            context.runOnContext(ignored ->
                    journal.append(bytes("a")).onComplete(done -> same.complete(Vertx.currentContext() == context)));
            assertThat(await(same.future())).isTrue();
            await(journal.close());
        } finally {
            await(vertx.close());
        }
    }

    private OpenedJournal open() {
        return await(FileJournal.open(directory));
    }

    private OpenedJournal openAndClose() {
        OpenedJournal opened = open();
        await(opened.journal().close());
        return opened;
    }

    private static List<String> texts(OpenedJournal opened) {
        assertThat(opened.tornTail()).isEqualTo(Optional.empty());
        return opened.records().stream().map(FileJournalTest::text).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            awaitLatch(latch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
