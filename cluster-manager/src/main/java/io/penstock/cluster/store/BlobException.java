// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/** A blob that could not be stored or read, with the reason as a value. */
public final class BlobException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** Larger than one blob may be. */
        TOO_LARGE,
        /** All blobs together would take more than the store's limit: delete some. */
        STORE_FULL,
        /** The bytes do not have the digest that was announced, or that was recorded. */
        DIGEST_MISMATCH,
        /** The id is taken by other content. */
        CONFLICT,
        /** No such blob, or it was deleted while it was read. */
        NOT_FOUND
    }

    private final Reason reason;

    public BlobException(Reason reason, String message) {
        super(message, null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
