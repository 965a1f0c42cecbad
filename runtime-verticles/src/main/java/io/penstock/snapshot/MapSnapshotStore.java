// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.cluster.store.EntryPage;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.cluster.store.StoreEntry;
import io.penstock.cluster.store.StoreToken;
import io.penstock.cluster.store.Versioned;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Files as chunks in the replicated store: for small state, where there is no disk that all nodes see. All files
 * together have a limit, since every data member keeps its share of them, and the backups, in memory. A file's manifest
 * is written first and says so as long as it is not whole: so a file half written is not there, but can be found and
 * dropped by its manifest, without a look at all chunks.
 */
public final class MapSnapshotStore implements SnapshotStore {
    /** What places of this store begin with. */
    public static final String SCHEME = "hazelcast:";

    private static final String CHUNKS = "snapshot-chunks";
    private static final String FILES = "snapshot-files";
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int RESERVED_BYTES = 16 * CHUNK_BYTES;
    private static final int PAGE = ReplicatedStore.PAGE_ENTRIES_MAX;
    private static final long CALL_TIMEOUT_MS = 15_000;

    private final ReplicatedStore store;
    private final long bytesMax;

    private String roomSeenFor = "";
    /** By all files when that was looked up, and by those that were written from here since. */
    private long taken;

    /** @param bytesMax of all files together; those that are written at the same time may exceed it by as much */
    public MapSnapshotStore(ReplicatedStore store, long bytesMax) {
        this.store = store;
        this.bytesMax = bytesMax;
    }

    @Override
    public void write(String place, String name, List<byte[]> pieces) {
        long bytes = 0;
        for (byte[] piece : pieces) bytes += piece.length;
        try (ChunkedFile file = new ChunkedFile(place, name)) {
            file.reserve(bytes, bytes);
            for (byte[] piece : pieces) file.append(piece, piece.length);
            file.finish();
        }
    }

    @Override
    public SnapshotFile create(String place, String name) {
        return new ChunkedFile(place, name);
    }

    /** Takes its room in advance, some chunks at a time, and says so in its manifest: so all chunks can be found. */
    private final class ChunkedFile implements SnapshotFile {
        private final String place;
        private final String name;
        private final String file;
        private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        private int chunks;
        private long bytes;
        private long reserved;

        ChunkedFile(String place, String name) {
            this.place = place;
            this.name = name;
            this.file = place + "/" + name;
        }

        private void reserve(long least, long most) {
            reserved += takeRoom(place, name, least, most);
            manifest(file, -reserved);
        }

        @Override
        public void append(byte[] from, int length) {
            if (bytes + length > reserved) reserve(length, Math.max(RESERVED_BYTES, length));
            bytes += length;
            for (int at = 0; at < length; ) {
                int count = Math.min(chunk.remaining(), length - at);
                chunk.put(from, at, count);
                at += count;
                if (!chunk.hasRemaining()) put(file, chunks++, chunk);
            }
        }

        @Override
        public void finish() {
            if (chunk.position() > 0) put(file, chunks++, chunk);
            manifest(file, bytes);
            giveBack(reserved - bytes);
        }

        /** Chunks of a file that was not finished lie there until its place is dropped, and so does its manifest. */
        @Override
        public void close() {}
    }

    private synchronized void giveBack(long bytes) {
        taken -= bytes;
    }

    /** @param bytes negative while it is being written */
    private void manifest(String file, long bytes) {
        byte[] manifest = ByteBuffer.allocate(Long.BYTES).putLong(bytes).array();
        await("write " + file, store.put(FILES, file, manifest, StoreToken.NONE));
    }

    private void put(String file, int index, ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.position()];
        chunk.flip().get(bytes);
        chunk.clear();
        await("write " + file, store.put(CHUNKS, chunk(file, index), bytes, StoreToken.NONE));
    }

    /**
     * Takes room for at least so many bytes, and at most, and answers for how many. Looks at all files once for a
     * place, and again before it refuses: not for each of thousands of files.
     */
    private synchronized long takeRoom(String place, String name, long bytes, long most) {
        if (!place.equals(roomSeenFor) || bytes > bytesMax - taken) {
            taken = 0;
            for (StoreEntry entry : manifests("")) taken += Math.abs(bytesOf(entry.record()));
            roomSeenFor = place;
        }
        if (bytes <= bytesMax - taken) {
            long granted = Math.min(most, bytesMax - taken);
            taken += granted;
            return granted;
        }
        throw new SnapshotStoreException("the replicated map keeps at most " + bytesMax
                + " bytes of checkpoints (checkpoint.hazelcastMaxMb): " + taken + " are taken, and " + name
                + " has " + bytes + " more; use checkpoint.store=directory for state of this size");
    }

    @Override
    public long size(String place, String name) {
        String file = place + "/" + name;
        return await("read " + file, store.get(FILES, file))
                .map(MapSnapshotStore::bytesOf)
                .filter(bytes -> bytes >= 0)
                .orElseThrow(() -> new DamagedSnapshotException("there is no " + file + " in the replicated map"));
    }

    @Override
    public byte[] read(String place, String name, long offset, int length) {
        String file = place + "/" + name;
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int index = (int) (offset / CHUNK_BYTES);
        int skip = (int) (offset % CHUNK_BYTES);
        while (bytes.hasRemaining()) {
            byte[] chunk = await("read " + file, store.get(CHUNKS, chunk(file, index++)))
                    .map(Versioned::value)
                    .orElse(new byte[0]);
            int count = Math.min(bytes.remaining(), chunk.length - skip);
            if (count <= 0) throw new DamagedSnapshotException(file + " ends too early in the replicated map");
            bytes.put(chunk, skip, count);
            skip = 0;
        }
        return bytes.array();
    }

    @Override
    public void drop(String place) {
        for (StoreEntry file : manifests(place + "/")) {
            long bytes = Math.abs(bytesOf(file.record()));
            for (int i = 0; (long) i * CHUNK_BYTES < bytes; i++) {
                await("delete " + file.key(), store.remove(CHUNKS, chunk(file.key(), i), StoreToken.NONE));
            }
            await("delete " + file.key(), store.remove(FILES, file.key(), StoreToken.NONE));
        }
    }

    private List<StoreEntry> manifests(String prefix) {
        List<StoreEntry> found = new ArrayList<>();
        String after = prefix;
        while (true) {
            EntryPage page = await("read " + FILES, store.entries(FILES, after, PAGE));
            for (StoreEntry entry : page.entries()) {
                if (!entry.key().startsWith(prefix)) return found;
                found.add(entry);
            }
            if (page.nextAfterKey().isEmpty()) return found;
            after = page.nextAfterKey().get();
        }
    }

    private static long bytesOf(Versioned manifest) {
        return ByteBuffer.wrap(manifest.value()).getLong();
    }

    private static String chunk(String file, int index) {
        return String.format("%s/%06d", file, index);
    }

    private static <T> T await(String what, Future<T> call) {
        try {
            return call.toCompletionStage().toCompletableFuture().get(CALL_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new SnapshotStoreException("cannot " + what + " in the replicated map: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new SnapshotStoreException(
                    "cannot " + what + " in the replicated map within " + CALL_TIMEOUT_MS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotStoreException("cannot " + what + " in the replicated map: this node stops", e);
        }
    }
}
