// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Offload;
import io.penstock.cluster.store.BlobException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Copies one blob to a stream, one chunk in memory at a time, and checks its digest. Callbacks, not nested futures:
 * blobs are long.
 */
final class ChunkDownload {
    private final BlobManifest manifest;
    private final IntFunction<Future<Optional<Versioned>>> reader;
    private final WriteStream<Buffer> target;
    private final Digest digest;
    private final Promise<BlobInfo> result = Promise.promise();

    ChunkDownload(
            BlobManifest manifest,
            IntFunction<Future<Optional<Versioned>>> reader,
            WriteStream<Buffer> target,
            Offload hashing) {
        this.manifest = manifest;
        this.reader = reader;
        this.target = target;
        this.digest = new Digest(hashing);
    }

    Future<BlobInfo> run() {
        next(0);
        return result.future();
    }

    private void next(int index) {
        if (index == manifest.chunks()) {
            digest.hex().onSuccess(this::finish).onFailure(result::tryFail);
            return;
        }
        reader.apply(index)
                .compose(chunk -> chunk.isPresent() ? write(chunk.get().value()) : missing(index))
                .onSuccess(ignored -> next(index + 1))
                .onFailure(result::tryFail);
    }

    private Future<Void> write(byte[] bytes) {
        return digest.update(bytes).compose(ignored -> target.write(Buffer.buffer(bytes)));
    }

    private Future<Void> missing(int index) {
        return Future.failedFuture(new BlobException(
                Reason.NOT_FOUND, "'" + manifest.id() + "' was deleted while it was read (chunk " + index + ")"));
    }

    private void finish(String hex) {
        if (hex.equals(manifest.sha256())) {
            result.tryComplete(manifest.info());
        } else {
            result.tryFail(new BlobException(
                    Reason.DIGEST_MISMATCH, "'" + manifest.id() + "' has the digest " + hex + " instead of its own"));
        }
    }
}
