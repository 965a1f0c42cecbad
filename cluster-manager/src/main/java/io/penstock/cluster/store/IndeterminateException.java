// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import org.jspecify.annotations.Nullable;

/**
 * The write may or may not have been applied, and may not have reached all its backups. Repeating the same call with
 * the same token is safe and is the way to find out.
 *
 * <p>It may even be applied later. So whoever writes different values to one key under one token uses
 * {@link ReplicatedStore#compareAndPut}: a late {@code put} would overwrite the newer value, a late conditional one
 * cannot.
 */
public final class IndeterminateException extends StoreException {
    private static final long serialVersionUID = 1L;

    public IndeterminateException(String operation, @Nullable Throwable cause) {
        super("unknown whether it was applied: " + operation, cause);
    }
}
