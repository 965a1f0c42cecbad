// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.bus.WireCodec;
import io.penstock.bus.WireException;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.SnapshotRef;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Whole checkpoints in a store. What lies in a directory carries a file that describes it, with a checksum, so that it
 * can be moved, inspected, and started from without anything else. Blocks. Thread-safe.
 */
public final class Checkpoints {
    static final String METADATA = "_metadata";

    private static final int METADATA_BYTES_MAX = 64 << 20;
    private static final int READ_BYTES = 1 << 20;
    private static final WireCodec<HaRecord> CODEC = WireCodec.of(HaRecord.class);

    private final SnapshotStore store;

    public Checkpoints(SnapshotStore store) {
        this.store = store;
    }

    /**
     * Reads every part to its end and compares size and checksum; then describes a checkpoint that lies in a directory.
     * Throws {@link SnapshotStoreException} if something is missing or wrong.
     */
    public void verify(CheckpointRecord checkpoint) {
        check(checkpoint);
        if (checkpoint.place().startsWith(DirectorySnapshotStore.SCHEME)) describe(checkpoint);
    }

    /** Only compares. */
    public void check(CheckpointRecord checkpoint) {
        Map<String, List<SnapshotRef>> byFile = new LinkedHashMap<>();
        for (SnapshotRef part : checkpoint.snapshots()) {
            if (part.isEmpty()) continue;
            byFile.computeIfAbsent(PartHandle.of(part).file(), absent -> new ArrayList<>())
                    .add(part);
        }
        byFile.forEach((file, parts) -> check(checkpoint.place(), file, parts));
    }

    /** Looks at a file's parts; one that is read in one go is read once for all of them. */
    private void check(String place, String file, List<SnapshotRef> parts) {
        long bytes = store.size(place, file);
        for (SnapshotRef part : parts) {
            long end = PartHandle.of(part).offset() + part.bytes();
            if (end <= bytes) continue;
            throw new SnapshotStoreException(
                    "part " + part.handle() + " in " + place + " has a file of " + bytes + " bytes instead of " + end);
        }
        byte[] whole = bytes > READ_BYTES ? null : store.read(place, file, 0, (int) bytes);
        for (SnapshotRef part : parts) {
            long from = PartHandle.of(part).offset();
            CRC32C crc = new CRC32C();
            if (whole != null) crc.update(whole, (int) from, (int) part.bytes());
            else update(crc, place, file, from, from + part.bytes());
            compare(crc, place, part);
        }
    }

    private void update(CRC32C crc, String place, String file, long from, long end) {
        for (long at = from; at < end; at += READ_BYTES) {
            crc.update(store.read(place, file, at, (int) Math.min(READ_BYTES, end - at)));
        }
    }

    private static void compare(CRC32C crc, String place, SnapshotRef part) {
        if (crc.getValue() != part.checksum())
            throw new SnapshotStoreException("part " + part.handle() + " in " + place + " has another checksum");
    }

    private void describe(CheckpointRecord checkpoint) {
        byte[] encoded = CODEC.encode(checkpoint);
        byte[] frame = ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(PartFormat.MAGIC)
                .putInt(PartFormat.checksum(encoded, encoded.length))
                .array();
        store.write(checkpoint.place(), METADATA, List.of(frame, encoded));
    }

    /** What lies in a directory, with its place as it is now. Throws {@link SnapshotStoreException}. */
    public CheckpointRecord load(String path) {
        String place = place(path);
        long bytes = store.size(place, METADATA);
        if (bytes < 2 * Integer.BYTES || bytes > METADATA_BYTES_MAX) throw damaged(place, "it has " + bytes + " bytes");
        ByteBuffer content = ByteBuffer.wrap(store.read(place, METADATA, 0, (int) bytes));
        if (content.getInt() != PartFormat.MAGIC) throw damaged(place, "it is something else");
        int checksum = content.getInt();
        byte[] encoded = new byte[content.remaining()];
        content.get(encoded);
        if (PartFormat.checksum(encoded, encoded.length) != checksum) throw damaged(place, "it has another checksum");
        try {
            return moved((CheckpointRecord) CODEC.decode(encoded), place);
        } catch (WireException | ClassCastException e) {
            throw damaged(place, String.valueOf(e.getMessage()));
        }
    }

    /** A place as people write it: a path will do. */
    public static String place(String path) {
        if (path.startsWith(DirectorySnapshotStore.SCHEME) || path.startsWith(MapSnapshotStore.SCHEME)) return path;
        return DirectorySnapshotStore.SCHEME + Path.of(path).toAbsolutePath().normalize();
    }

    private static CheckpointRecord moved(CheckpointRecord was, String place) {
        return new CheckpointRecord(
                was.job(),
                was.id(),
                was.kind(),
                was.token(),
                place,
                was.triggeredMs(),
                was.completedMs(),
                was.bytes(),
                was.fingerprint(),
                was.vertices(),
                was.snapshots(),
                was.finished());
    }

    private static SnapshotStoreException damaged(String place, String how) {
        return new SnapshotStoreException(METADATA + " in " + place + " is damaged: " + how);
    }

    /** Deletes all that lies there. */
    public void drop(String place) {
        store.drop(place);
    }
}
