// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.cluster.journal.JournalFormat.FileHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cut gives back a prefix and says so; every flipped byte is refused; nothing wrong is ever given back. */
class JournalDamageTest {
    private final List<byte[]> records = new ArrayList<>();
    private final List<Integer> frameEnds = new ArrayList<>();
    private final List<Integer> recordsAtFrameEnd = new ArrayList<>();
    private byte[] whole = new byte[0];

    @TempDir
    Path directory;

    private Path file;

    /**
     * A journal of frames with one or several records, zeros among them, long enough to cross sectors at odd places.
     */
    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("journal-00000001.log");
        Random random = new Random(7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(JournalFormat.fileHeader(new FileHeader(JournalFormat.JOURNAL, 1, 1))
                .array());
        frameEnds.add(out.size());
        recordsAtFrameEnd.add(0);
        for (int frame = 0; frame < 12; frame++) {
            List<byte[]> batch = new ArrayList<>();
            for (int i = 0; i <= frame % 3; i++) {
                byte[] record = new byte[random.nextInt(200)];
                if (frame % 4 != 0) {
                    random.nextBytes(record);
                }
                batch.add(record);
            }
            out.write(JournalFormat.frame(batch, records.size() + 1L).array());
            records.addAll(batch);
            frameEnds.add(out.size());
            recordsAtFrameEnd.add(records.size());
        }
        whole = out.toByteArray();
    }

    @Test
    void aCutAtAnyByteGivesThePrefixAndTheRestAsTorn() {
        for (int cut = JournalFormat.FILE_HEADER_BYTES; cut <= whole.length; cut++) {
            JournalScan.Scanned scanned = JournalScan.journal(file, Arrays.copyOf(whole, cut));
            int frames = lastFrameEndingBy(cut);
            assertThat(scanned.records()).as("cut at %d", cut).hasSize(recordsAtFrameEnd.get(frames));
            assertPrefix(scanned.records());
            assertThat(scanned.soundBytes()).isEqualTo(frameEnds.get(frames).longValue());
            assertThat(scanned.totalBytes()).isEqualTo(cut);
        }
    }

    @Test
    void aTornTailIsCutOffAndReportedOnce() throws IOException {
        for (int cut = JournalFormat.FILE_HEADER_BYTES; cut <= whole.length; cut += 97) {
            Files.write(file, Arrays.copyOf(whole, cut));
            OpenedJournal opened = openAndClose();
            int sound = frameEnds.get(lastFrameEndingBy(cut));
            assertThat(opened.tornTail().map(TornTail::bytes).orElse(0L)).isEqualTo(cut - sound);
            assertThat(Files.size(file)).isEqualTo(sound);
            assertThat(openAndClose().tornTail()).isEmpty();
        }
    }

    @Test
    void aCutWithinTheFileHeaderIsRefused() {
        for (int cut = 0; cut < JournalFormat.FILE_HEADER_BYTES; cut++) {
            byte[] head = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> JournalScan.journal(file, head)).isInstanceOf(CorruptJournalException.class);
        }
    }

    @Test
    void aFlipOfAnyByteIsRefused() {
        Random random = new Random(11);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            Throwable thrown = catchThrowable(() -> JournalScan.journal(file, damaged));
            assertThat(thrown).as("flip at %d of %d", at, whole.length).isInstanceOf(CorruptJournalException.class);
            CorruptJournalException damage = (CorruptJournalException) thrown;
            assertThat(damage.file()).isEqualTo(file);
            assertThat(damage.offset()).isLessThanOrEqualTo(at);
            assertThat(damage).hasMessageContaining(file.toString()).hasMessageContaining(damage.remedy());
        }
    }

    @Test
    void aDamagedFileIsLeftAsItIs() throws IOException {
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(this::openAndClose).isInstanceOf(CorruptJournalException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void aTailOfZerosIsTorn() throws IOException {
        for (int frame = 0; frame < frameEnds.size() - 1; frame++) {
            int sound = frameEnds.get(frame);
            byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, sound), sound + 3_000);
            Files.write(file, zeros);
            OpenedJournal opened = openAndClose();
            assertThat(opened.records()).hasSize(recordsAtFrameEnd.get(frame));
            assertThat(opened.tornTail().map(TornTail::offset)).contains((long) sound);
        }
    }

    @Test
    void aLastWriteWithASectorThatNeverReachedTheDiskIsTorn() throws IOException {
        byte[] large = new byte[2_000];
        new Random(3).nextBytes(large);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(whole);
        out.write(JournalFormat.frame(List.of(large), records.size() + 1L).array());
        byte[] bytes = out.toByteArray();
        for (int sector = whole.length / 512 + 1; sector <= (bytes.length - 1) / 512; sector++) {
            byte[] damaged = bytes.clone();
            Arrays.fill(damaged, sector * 512, Math.min(bytes.length, (sector + 1) * 512), (byte) 0);
            Files.write(file, damaged);
            OpenedJournal opened = openAndClose();
            assertThat(opened.records()).hasSize(records.size());
            assertThat(opened.tornTail()).contains(new TornTail(file, whole.length, bytes.length - whole.length));
        }
    }

    @Test
    void aSectorOfZerosInTheMiddleIsDamageSinceMoreWasWrittenAfterIt() throws IOException {
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 512, 1_024, (byte) 0);
        Files.write(file, damaged);
        assertThatThrownBy(this::openAndClose)
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining("written after it");
    }

    @Test
    void aSnapshotHasNoExcuse() throws IOException {
        Files.write(file, whole);
        OpenedJournal opened = await(FileJournal.open(directory));
        await(opened.journal().compact(records.subList(0, 5)));
        await(opened.journal().close());
        Path snapshot = directory.resolve("snapshot-00000002.log");
        byte[] sound = Files.readAllBytes(snapshot);
        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= 0x10;
            byte[] cut = Arrays.copyOf(sound, at);
            assertThatThrownBy(() -> JournalScan.snapshot(snapshot, flipped))
                    .as("flip at %d", at)
                    .isInstanceOf(CorruptJournalException.class);
            assertThatThrownBy(() -> JournalScan.snapshot(snapshot, cut))
                    .as("cut at %d", at)
                    .isInstanceOf(CorruptJournalException.class);
        }
        assertThat(openAndClose().records()).hasSize(5);
    }

    private int lastFrameEndingBy(int cut) {
        int frame = 0;
        while (frame + 1 < frameEnds.size() && frameEnds.get(frame + 1) <= cut) {
            frame++;
        }
        return frame;
    }

    private void assertPrefix(List<byte[]> read) {
        for (int i = 0; i < read.size(); i++) {
            if (!Arrays.equals(read.get(i), records.get(i))) {
                throw new AssertionError("record " + i + " is another one");
            }
        }
    }

    private OpenedJournal openAndClose() {
        OpenedJournal opened = await(FileJournal.open(directory));
        await(opened.journal().close());
        return opened;
    }
}
