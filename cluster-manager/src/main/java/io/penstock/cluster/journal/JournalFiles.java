// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import io.penstock.cluster.journal.JournalFormat.FileHeader;
import io.penstock.cluster.journal.JournalScan.Scanned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one journal and the order in which they come and go. Generation g is {@code snapshot-g} (none for the
 * first) and {@code journal-g}; a snapshot's rename is the moment its generation begins to count. Blocks; one thread at
 * a time.
 */
final class JournalFiles {
    private static final Pattern NAME = Pattern.compile("(journal|snapshot)-(\\d{8,})\\.log");
    private static final long FIRST_GENERATION = 1;
    private static final int SNAPSHOT_FRAME_RECORDS = 1_000;
    private static final int SNAPSHOT_FRAME_BYTES = 4 << 20;

    private final Path directory;
    private final Disk disk;

    JournalFiles(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** An open generation. The channel stands at its end. */
    record Open(
            long generation,
            FileChannel channel,
            long nextSequence,
            long bytes,
            List<byte[]> records,
            Optional<TornTail> tornTail) {}

    Open open() throws IOException {
        removeUnfinished();
        List<Long> snapshots = generations("snapshot");
        List<Long> journals = generations("journal");
        long generation = snapshots.isEmpty() ? FIRST_GENERATION : snapshots.get(snapshots.size() - 1);
        if (snapshots.isEmpty() && journals.isEmpty()) {
            createJournal(generation, 1);
        } else if (!journals.contains(generation)) {
            throw new CorruptJournalException(
                    path("journal", generation), 0, "it is missing", "Restore it from a copy of the directory");
        }
        removeOthers(generation);
        List<byte[]> records = new ArrayList<>();
        if (!snapshots.isEmpty()) {
            records.addAll(JournalScan.snapshot(path("snapshot", generation)).records());
        }
        return openJournal(generation, records);
    }

    /** Reads an open generation back. */
    List<byte[]> read(long generation) throws IOException {
        List<byte[]> records = new ArrayList<>();
        if (Files.exists(path("snapshot", generation))) {
            records.addAll(JournalScan.snapshot(path("snapshot", generation)).records());
        }
        records.addAll(JournalScan.journal(path("journal", generation)).records());
        return records;
    }

    private Open openJournal(long generation, List<byte[]> records) throws IOException {
        Path file = path("journal", generation);
        Scanned scanned = JournalScan.journal(file);
        records.addAll(scanned.records());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        Optional<TornTail> tornTail = Optional.empty();
        if (scanned.soundBytes() < scanned.totalBytes()) {
            channel.truncate(scanned.soundBytes());
            disk.force(channel);
            tornTail =
                    Optional.of(new TornTail(file, scanned.soundBytes(), scanned.totalBytes() - scanned.soundBytes()));
        }
        channel.position(scanned.soundBytes());
        return new Open(
                generation, channel, scanned.nextSequence(), scanned.soundBytes(), List.copyOf(records), tornTail);
    }

    /** Begins the next generation with these records and gives its empty journal. The old files are gone afterwards. */
    FileChannel compact(long generation, long nextSequence, List<byte[]> records) throws IOException {
        long next = generation + 1;
        Path snapshot = path("snapshot", next);
        writeSnapshot(Disk.unfinished(snapshot), new FileHeader(JournalFormat.SNAPSHOT, next, nextSequence), records);
        createJournal(next, nextSequence);
        disk.publish(Disk.unfinished(snapshot), snapshot);
        removeOthers(next);
        FileChannel channel = FileChannel.open(path("journal", next), StandardOpenOption.WRITE);
        channel.position(JournalFormat.FILE_HEADER_BYTES);
        return channel;
    }

    private void writeSnapshot(Path file, FileHeader header, List<byte[]> records) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            disk.write(channel, JournalFormat.fileHeader(header));
            int from = 0;
            while (from < records.size()) {
                int to = frameEnd(records, from);
                disk.write(channel, JournalFormat.frame(records.subList(from, to), from + 1L));
                from = to;
            }
            disk.write(channel, JournalFormat.frame(List.of(), records.size() + 1L));
            disk.force(channel);
        }
    }

    private static int frameEnd(List<byte[]> records, int from) {
        long bytes = 0;
        int to = from;
        while (to < records.size()
                && to - from < SNAPSHOT_FRAME_RECORDS
                && (to == from || bytes < SNAPSHOT_FRAME_BYTES)) {
            bytes += records.get(to).length;
            to++;
        }
        return to;
    }

    private void createJournal(long generation, long firstSequence) throws IOException {
        ByteBuffer header = JournalFormat.fileHeader(new FileHeader(JournalFormat.JOURNAL, generation, firstSequence));
        disk.replace(path("journal", generation), header);
    }

    private Path path(String kind, long generation) {
        return directory.resolve(String.format("%s-%08d.log", kind, generation));
    }

    private List<Long> generations(String kind) throws IOException {
        List<Long> found = new ArrayList<>();
        for (Path file : list()) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && kind.equals(name.group(1))) {
                found.add(Long.parseLong(name.group(2)));
            }
        }
        found.sort(null);
        return found;
    }

    private void removeUnfinished() throws IOException {
        for (Path file : list()) {
            if (file.getFileName().toString().endsWith(Disk.UNFINISHED)) {
                Files.delete(file);
            }
        }
    }

    /** Older generations are superseded; a newer journal without its snapshot never began to count. */
    private void removeOthers(long generation) throws IOException {
        for (Path file : list()) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && Long.parseLong(name.group(2)) != generation) {
                Files.delete(file);
            }
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
