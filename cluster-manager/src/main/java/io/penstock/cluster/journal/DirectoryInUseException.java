// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.nio.file.Path;

/**
 * Another process, or another part of this one, works in the same directory: two nodes on one vote file could vote
 * twice.
 */
public final class DirectoryInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path lockFile) {
        super(lockFile + " is locked by another node: give each node a data directory of its own");
    }
}
