// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.core.graph.SubtaskId;

/**
 * One subtask's stored part of a checkpoint.
 *
 * @param handle its address within the checkpoint's place, opaque to all but the snapshot store
 * @param bytes stored size
 * @param checksum of the stored bytes
 */
public record SnapshotRef(SubtaskId subtask, String handle, long bytes, long checksum) {}
