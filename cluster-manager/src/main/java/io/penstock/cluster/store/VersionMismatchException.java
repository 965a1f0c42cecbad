// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/** The record is not at the version the caller expected: read it again and decide anew. Nothing was written. */
public final class VersionMismatchException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final long actualVersion;

    public VersionMismatchException(String map, String key, long expectedVersion, long actualVersion) {
        super(map + "/" + key + " is at version " + actualVersion + ", not " + expectedVersion, null);
        this.actualVersion = actualVersion;
    }

    /** The version found; 0 if there is no record. */
    public long actualVersion() {
        return actualVersion;
    }
}
