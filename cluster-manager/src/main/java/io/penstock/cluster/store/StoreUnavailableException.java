// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import org.jspecify.annotations.Nullable;

/** No majority, no data member, or no answer in time. Nothing was written; it may work later. */
public final class StoreUnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
