// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Offload;
import io.penstock.cluster.store.BlobException.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Blobs kept as records: the chunks under the upload's own id, then a manifest that makes them visible. A blob half
 * uploaded is therefore never seen, and two uploads of one id cannot mix. Thread-safe.
 */
public final class RecordChunkStore implements ChunkStore {
    static final String MANIFESTS = "blobs";
    static final String CHUNKS = "chunks";
    private static final int MANIFESTS_PAGE = 500;

    private final ReplicatedStore store;
    private final Offload hashing;
    private final BlobLimits limits;

    /**
     * How much may be stored.
     *
     * @param blobBytesMax one blob
     * @param totalBytesMax all blobs together; each data member and its backups hold them in memory
     */
    public record BlobLimits(long blobBytesMax, long totalBytesMax) {
        public static final BlobLimits DEFAULT = new BlobLimits(256L << 20, 1L << 30);
    }

    /** Digests are computed on {@code hashing}, off the event loop. */
    public RecordChunkStore(ReplicatedStore store, Offload hashing, BlobLimits limits) {
        this.store = store;
        this.hashing = hashing;
        this.limits = limits;
    }

    @Override
    public Future<BlobInfo> putChunks(String id, ReadStream<Buffer> content, String sha256) {
        content.pause();
        return manifest(id).compose(known -> {
            if (known.isPresent()) {
                return sameOrConflict(known.get().info(), sha256);
            }
            return list().compose(blobs -> upload(id, content, sha256, roomBytes(blobs)));
        });
    }

    private long roomBytes(List<BlobInfo> blobs) {
        return limits.totalBytesMax()
                - blobs.stream().mapToLong(BlobInfo::bytes).sum();
    }

    private Future<BlobInfo> upload(String id, ReadStream<Buffer> content, String sha256, long roomBytes) {
        String upload = UUID.randomUUID().toString();
        ChunkUpload chunks = new ChunkUpload(
                (index, bytes) -> store.put(CHUNKS, chunkKey(upload, index), bytes, StoreToken.NONE),
                hashing,
                size -> checkSize(size, roomBytes));
        return chunks.drain(content)
                .compose(drained ->
                        publish(new BlobManifest(id, upload, sha256, drained.bytes(), drained.chunks()), drained))
                .recover(failure ->
                        deleteChunks(upload, chunks.chunksBegun()).transform(ignored -> Future.failedFuture(failure)));
    }

    private void checkSize(long bytes, long roomBytes) {
        if (bytes > limits.blobBytesMax()) {
            throw new BlobException(Reason.TOO_LARGE, "larger than the limit of " + limits.blobBytesMax() + " bytes");
        }
        if (bytes > roomBytes) {
            throw new BlobException(
                    Reason.STORE_FULL,
                    "all blobs together may take " + limits.totalBytesMax() + " bytes, " + roomBytes + " are left");
        }
    }

    private Future<BlobInfo> publish(BlobManifest manifest, ChunkUpload.Drained drained) {
        if (!drained.sha256().equals(manifest.sha256())) {
            throw new BlobException(
                    Reason.DIGEST_MISMATCH,
                    "the content has the digest " + drained.sha256() + ", announced was " + manifest.sha256());
        }
        return store.putIfAbsent(MANIFESTS, manifest.id(), manifest.encode(), StoreToken.NONE)
                .compose(inTheWay -> {
                    if (inTheWay.isEmpty()) {
                        return Future.succeededFuture(manifest.info());
                    }
                    BlobInfo first = BlobManifest.decode(
                                    manifest.id(), inTheWay.get().value())
                            .info();
                    return deleteChunks(manifest.upload(), manifest.chunks())
                            .compose(ignored -> sameOrConflict(first, manifest.sha256()));
                });
    }

    private static Future<BlobInfo> sameOrConflict(BlobInfo known, String sha256) {
        return known.sha256().equals(sha256)
                ? Future.succeededFuture(known)
                : Future.failedFuture(new BlobException(
                        Reason.CONFLICT, "'" + known.id() + "' is taken by other content (" + known.sha256() + ")"));
    }

    @Override
    public Future<BlobInfo> getChunks(String id, WriteStream<Buffer> target) {
        return manifest(id).compose(known -> {
            if (known.isEmpty()) {
                return Future.failedFuture(new BlobException(Reason.NOT_FOUND, "there is no blob '" + id + "'"));
            }
            BlobManifest manifest = known.get();
            return new ChunkDownload(
                            manifest, index -> store.get(CHUNKS, chunkKey(manifest.upload(), index)), target, hashing)
                    .run();
        });
    }

    @Override
    public Future<Optional<BlobInfo>> info(String id) {
        return manifest(id).map(found -> found.map(BlobManifest::info));
    }

    @Override
    public Future<List<BlobInfo>> list() {
        return listFrom("", new ArrayList<>());
    }

    private Future<List<BlobInfo>> listFrom(String afterKey, List<BlobInfo> found) {
        return store.entries(MANIFESTS, afterKey, MANIFESTS_PAGE).compose(page -> {
            page.entries()
                    .forEach(entry -> found.add(
                            BlobManifest.decode(entry.key(), entry.record().value())
                                    .info()));
            return page.nextAfterKey()
                    .map(next -> listFrom(next, found))
                    .orElseGet(() -> Future.succeededFuture(List.copyOf(found)));
        });
    }

    @Override
    public Future<Boolean> delete(String id) {
        return manifest(id).compose(known -> {
            if (known.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return store.remove(MANIFESTS, id, StoreToken.NONE)
                    .compose(removed -> deleteChunks(
                                    known.get().upload(), known.get().chunks())
                            .map(removed));
        });
    }

    private Future<Optional<BlobManifest>> manifest(String id) {
        return store.get(MANIFESTS, id).map(found -> found.map(record -> BlobManifest.decode(id, record.value())));
    }

    private Future<Void> deleteChunks(String upload, int chunks) {
        Future<Void> done = Future.succeededFuture();
        for (int i = 0; i < chunks; i++) {
            String key = chunkKey(upload, i);
            done = done.compose(ignored -> store.remove(CHUNKS, key, StoreToken.NONE))
                    .mapEmpty();
        }
        return done;
    }

    private static String chunkKey(String upload, int index) {
        return String.format("%s/%06d", upload, index);
    }
}
