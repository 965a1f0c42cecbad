// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes that survive the process: an append-only journal and a small file for votes.
 *
 * <p>Main types: {@link io.penstock.cluster.journal.Journal}, {@link io.penstock.cluster.journal.VoteFile}. Must not
 * know what the records mean; Hazelcast; the network.
 */
@NullMarked
package io.penstock.cluster.journal;

import org.jspecify.annotations.NullMarked;
