// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Optional;

/**
 * Blobs (job jars) in chunks beside the records. A blob is visible only once it is whole and its digest was checked;
 * its content never changes. Failures are {@link BlobException} or those of {@link ReplicatedStore}. Never blocks.
 * Thread-safe.
 */
public interface ChunkStore {
    /** Bytes of every chunk but the last. */
    int CHUNK_BYTES = 256 << 10;

    /**
     * Stores the stream's bytes under an id. The same id with the same digest is stored once; with another digest it is
     * a conflict.
     *
     * @param content is read to its end, in buffers of any size; paused while a chunk is on its way
     * @param sha256 lower-case hexadecimal digest the content must have
     */
    Future<BlobInfo> putChunks(String id, ReadStream<Buffer> content, String sha256);

    /**
     * Writes the blob to the target chunk by chunk, waiting while it is full, and checks the digest. Does not end the
     * target.
     */
    Future<BlobInfo> getChunks(String id, WriteStream<Buffer> target);

    Future<Optional<BlobInfo>> info(String id);

    /** All blobs, in the order of their ids. */
    Future<List<BlobInfo>> list();

    /** Gives whether there was one. */
    Future<Boolean> delete(String id);
}
