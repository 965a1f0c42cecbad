// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.journal.Vote;
import io.penstock.cluster.journal.VoteFile;
import io.vertx.core.Future;

/** The vote of a coordinator that elects itself and whose cluster does not outlive it (local mode). */
final class InMemoryVote implements VoteFile {
    private volatile Vote current = Vote.NONE;

    @Override
    public Vote current() {
        return current;
    }

    @Override
    public Future<Void> write(Vote vote) {
        current = vote;
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
