// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * What tasks go on from.
 *
 * @param kind {@link CheckpointKind#CHECKPOINT}: the job's own {@link HaRecord.CheckpointRecord} of that id tells what
 *     there is; else the metadata file in {@code place} does
 * @param place the checkpoint's own place: {@code hazelcast:} or {@code file:} and what follows
 * @param checkpointId the id it was taken under, by this job or another
 */
public record RestoreFrom(CheckpointKind kind, String place, long checkpointId) {}
