// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.core.message.SnapshotRef;

/** Where a part lies: a file, or a range of one that it shares with others; written {@code file[@offset]}. */
record PartHandle(String file, long offset) {
    private static final char AT = '@';

    /** Throws {@link SnapshotStoreException} if the handle is none of ours. */
    static PartHandle of(SnapshotRef ref) {
        String handle = ref.handle();
        int at = handle.lastIndexOf(AT);
        try {
            if (at < 0) return new PartHandle(handle, 0);
            return new PartHandle(handle.substring(0, at), Long.parseLong(handle, at + 1, handle.length(), 10));
        } catch (NumberFormatException e) {
            throw new SnapshotStoreException("'" + handle + "' is no part's address", e);
        }
    }

    @Override
    public String toString() {
        return offset == 0 ? file : file + AT + offset;
    }
}
