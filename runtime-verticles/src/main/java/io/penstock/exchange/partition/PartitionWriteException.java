// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A partition could not be written, most likely for want of disk space. */
public final class PartitionWriteException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    PartitionWriteException(String file, IOException cause) {
        super("cannot write partition file " + file + ": " + cause.getMessage(), cause);
    }
}
