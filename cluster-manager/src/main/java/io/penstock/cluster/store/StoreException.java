// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import org.jspecify.annotations.Nullable;

/** Why a store operation did not give what was asked; the subclass says whether anything may have been written. */
public abstract sealed class StoreException extends RuntimeException
        permits StaleTokenException,
                VersionMismatchException,
                IndeterminateException,
                StoreUnavailableException,
                BlobException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
