// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.util.Comparator;

/**
 * What decides which of two records of one key is the newer one.
 *
 * @param token of whoever wrote it
 * @param version how often the key was written
 * @param tombstone whether the record says that the key was removed
 */
public record RecordHeader(StoreToken token, long version, boolean tombstone) {
    private static final Comparator<RecordHeader> BY_AGE =
            Comparator.comparing(RecordHeader::token).thenComparingLong(RecordHeader::version);

    /** Whether a record with this header takes the place of the other: the higher token, then the higher version. */
    public boolean newerThan(RecordHeader other) {
        return BY_AGE.compare(this, other) > 0;
    }
}
