// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.nio.file.Path;

/**
 * A file holds something that was never written to it so. It is left as it is; the message says where and what an
 * operator can do.
 */
public final class CorruptJournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String remedy;

    CorruptJournalException(Path file, long offset, String what, String remedy) {
        super(file + " is damaged at byte " + offset + ": " + what + ". " + remedy);
        this.file = file.toString();
        this.offset = offset;
        this.remedy = remedy;
    }

    public Path file() {
        return Path.of(file);
    }

    /** Where the damaged part begins. */
    public long offset() {
        return offset;
    }

    public String remedy() {
        return remedy;
    }
}
