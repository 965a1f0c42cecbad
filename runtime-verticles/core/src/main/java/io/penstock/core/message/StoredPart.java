// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * What a running task's worker remembers of its part of a checkpoint.
 *
 * @param bytes stored size
 * @param storedMs when it was stored, since the epoch
 * @param alignmentMs from the first barrier to the last
 * @param syncMs how long the task stood still
 * @param asyncMs how long writing took after that
 */
public record StoredPart(
        int subtask, long checkpointId, long bytes, long storedMs, long alignmentMs, long syncMs, long asyncMs) {}
