// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.util.List;
import java.util.Optional;

/**
 * A journal and what it remembered.
 *
 * @param journal takes further records
 * @param records those of the last compaction, then those appended since, in order
 * @param tornTail what was cut off: a write that was under way when the machine stopped and that nobody was told of
 */
public record OpenedJournal(Journal journal, List<byte[]> records, Optional<TornTail> tornTail) {}
