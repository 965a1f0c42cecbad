// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.core.graph.SubtaskId;

/**
 * One subtask's part of a checkpoint. One that is empty is not stored: there is nothing to come back to.
 *
 * @param handle its address within the checkpoint's place, opaque to all but the snapshot store; empty if not stored
 * @param bytes stored size; 0 if not stored
 * @param checksum of the stored bytes
 */
public record SnapshotRef(SubtaskId subtask, String handle, long bytes, long checksum) {
    /** Whether the subtask had neither state nor anything to commit. */
    public boolean isEmpty() {
        return bytes == 0;
    }
}
