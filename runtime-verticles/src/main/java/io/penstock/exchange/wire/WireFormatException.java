// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

/** Bytes that no sender of this version wrote, or a value that cannot be written. */
public final class WireFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireFormatException(String message) {
        super(message);
    }

    public WireFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
