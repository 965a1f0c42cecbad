// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.util.function.Consumer;

/** Passes on that something happened to a key. Removals are updates here: they leave a tombstone. */
final class HintListener
        implements EntryAddedListener<String, byte[]>,
                EntryUpdatedListener<String, byte[]>,
                EntryMergedListener<String, byte[]> {
    private final Consumer<String> hint;

    HintListener(Consumer<String> hint) {
        this.hint = hint;
    }

    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
        hint.accept(event.getKey());
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
        hint.accept(event.getKey());
    }

    @Override
    public void entryMerged(EntryEvent<String, byte[]> event) {
        hint.accept(event.getKey());
    }
}
