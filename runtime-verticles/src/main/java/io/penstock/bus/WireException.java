// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

/** Bytes that are no value of the expected type, or a value that has no bytes; the message says which part. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
