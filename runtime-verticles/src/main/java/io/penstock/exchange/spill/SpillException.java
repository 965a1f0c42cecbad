// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.spill;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What did not fit in memory could not be written or read back, most likely for want of disk space. */
public final class SpillException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    SpillException(String file, IOException cause) {
        super("cannot spill to " + file + ": " + cause.getMessage(), cause);
    }
}
