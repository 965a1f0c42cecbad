// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills one page within the limits of entries and bytes. Single-threaded. */
final class PageBuilder {
    private final List<StoreEntry> entries = new ArrayList<>();
    private final int entriesMax;
    private long bytes;
    private boolean more;

    PageBuilder(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /** Adds the next entry. False: the page is full and did not take it. */
    boolean add(String key, Versioned record) {
        if (entries.size() == entriesMax || bytes >= ReplicatedStore.PAGE_BYTES_MAX) {
            more = true;
            return false;
        }
        entries.add(new StoreEntry(key, record));
        bytes += record.value().length;
        return true;
    }

    EntryPage build() {
        return new EntryPage(
                entries, more ? Optional.of(entries.get(entries.size() - 1).key()) : Optional.empty());
    }
}
