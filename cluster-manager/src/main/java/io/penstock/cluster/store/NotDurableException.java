// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/** Too few members answered that a record is safe; it may be. */
public final class NotDurableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotDurableException(String message) {
        super(message);
    }
}
