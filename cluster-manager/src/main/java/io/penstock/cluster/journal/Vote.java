// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.util.Optional;

/**
 * What a coordinator must never forget of an election.
 *
 * @param term the highest term it has seen
 * @param votedFor whom it gave its vote in that term, if it did
 */
public record Vote(long term, Optional<String> votedFor) {
    /** Before the first election. */
    public static final Vote NONE = new Vote(0, Optional.empty());
}
