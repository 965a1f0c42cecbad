// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import io.vertx.core.Future;
import java.util.List;

/**
 * An append-only file of records that survives the process and the machine's power.
 *
 * <p>A completed append is on disk (fsync, one for all appends that wait at the same time). After an I/O error the
 * journal takes nothing any more, since the state of a file after a failed fsync is unknown: every later call fails
 * with {@link JournalFailedException} until the node opens it anew. Work runs on a thread of the journal's own; futures
 * complete on the caller's context. Thread-safe.
 */
public interface Journal {
    /** Largest record, in bytes. */
    int RECORD_BYTES_MAX = 16 << 20;

    /**
     * Appends a record. Gives its sequence number, counted from 1 over the journal's whole life. Records are on disk in
     * the order of the calls.
     */
    Future<Long> append(byte[] record);

    /**
     * Replaces everything appended so far, also what still waits, by these records, atomically: after a crash there is
     * either all of the old or all of the new.
     */
    Future<Void> compact(List<byte[]> records);

    /** Reads everything back from the disk that was appended or compacted before this call, in order. */
    Future<List<byte[]>> records();

    /** Bytes a compaction could win back: what was appended since the last one. Cheap, any thread. */
    long bytesSinceCompaction();

    /** Lets waiting appends reach the disk, closes the file and gives its directory free. */
    Future<Void> close();
}
