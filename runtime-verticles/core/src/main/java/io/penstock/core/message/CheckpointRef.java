// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * A completed checkpoint, in brief.
 *
 * @param place its own place, under which its parts lie
 * @param alignmentMs the longest of any task, as are {@code syncMs} and {@code asyncMs}
 */
public record CheckpointRef(
        long id,
        CheckpointKind kind,
        String place,
        long triggeredMs,
        long completedMs,
        long bytes,
        long alignmentMs,
        long syncMs,
        long asyncMs) {
    /** What tasks need to go on from it. */
    public RestoreFrom restore() {
        return new RestoreFrom(kind, place, id);
    }
}
