// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.util.List;
import java.util.Optional;

/**
 * Some entries of a map in the order of their keys.
 *
 * @param entries what was there when it was read; pages are not one snapshot
 * @param nextAfterKey pass this as {@code afterKey} to read on; empty after the last page
 */
public record EntryPage(List<StoreEntry> entries, Optional<String> nextAfterKey) {
    public EntryPage {
        entries = List.copyOf(entries);
    }
}
