// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import io.vertx.core.Future;

/** A coordinator's vote on disk. Futures complete on the caller's context; no method blocks. Thread-safe. */
public interface VoteFile {
    /** The vote as it was last written, {@link Vote#NONE} before the first. */
    Vote current();

    /**
     * Writes the vote and completes when it is on disk; only then may it be answered. A lower term, or another vote in
     * the same term, is refused with {@link IllegalArgumentException}. After an I/O error every further call fails with
     * {@link JournalFailedException}.
     */
    Future<Void> write(Vote vote);

    /** Gives the directory free. */
    Future<Void> close();
}
