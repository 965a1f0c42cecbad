// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Offload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.LongConsumer;

/**
 * Cuts a stream into chunks and hands them on one at a time; the stream is paused meanwhile, so that at most one chunk
 * and one buffer are held. Its handlers run on the stream's context, one after the other.
 */
final class ChunkUpload {
    private final ChunkWriter writer;
    private final Digest digest;
    private final LongConsumer sizeCheck;
    private final Promise<Drained> result = Promise.promise();
    private Buffer pending = Buffer.buffer();
    private long bytes;
    private boolean ended;
    private boolean writing;
    private int chunks;

    /** Stores one chunk. */
    @FunctionalInterface
    interface ChunkWriter {
        Future<?> write(int index, byte[] chunk);
    }

    /** What went through. */
    record Drained(long bytes, int chunks, String sha256) {}

    /** The check is told the number of bytes seen so far and throws when that is too much. */
    ChunkUpload(ChunkWriter writer, Offload hashing, LongConsumer sizeCheck) {
        this.writer = writer;
        this.digest = new Digest(hashing);
        this.sizeCheck = sizeCheck;
    }

    /** How many chunks may have been written, also after a failure. */
    synchronized int chunksBegun() {
        return chunks;
    }

    Future<Drained> drain(ReadStream<Buffer> content) {
        content.exceptionHandler(result::tryFail);
        content.endHandler(ignored -> {
            synchronized (this) {
                ended = true;
            }
            advance(content);
        });
        content.handler(buffer -> {
            synchronized (this) {
                pending.appendBuffer(buffer);
                bytes += buffer.length();
            }
            advance(content);
        });
        content.resume();
        return result.future();
    }

    private synchronized void advance(ReadStream<Buffer> content) {
        if (writing || result.future().isComplete()) {
            return;
        }
        try {
            sizeCheck.accept(bytes);
        } catch (BlobException e) {
            content.pause();
            result.tryFail(e);
            return;
        }
        if (pending.length() >= ChunkStore.CHUNK_BYTES || (ended && pending.length() > 0)) {
            content.pause();
            writeNext(content);
        } else if (ended) {
            long total = bytes;
            int count = chunks;
            digest.hex()
                    .onSuccess(hex -> result.tryComplete(new Drained(total, count, hex)))
                    .onFailure(result::tryFail);
        } else {
            content.resume();
        }
    }

    private void writeNext(ReadStream<Buffer> content) {
        int length = Math.min(pending.length(), ChunkStore.CHUNK_BYTES);
        byte[] chunk = pending.getBytes(0, length);
        pending = pending.getBuffer(length, pending.length());
        writing = true;
        int index = chunks++;
        digest.update(chunk)
                .compose(ignored -> writer.write(index, chunk))
                .onSuccess(ignored -> {
                    synchronized (this) {
                        writing = false;
                    }
                    advance(content);
                })
                .onFailure(result::tryFail);
    }
}
