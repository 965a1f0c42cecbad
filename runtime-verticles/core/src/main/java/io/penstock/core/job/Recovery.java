// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.CheckpointConfig;
import io.penstock.core.message.HaRecord.CheckpointIndex;
import io.penstock.core.message.RestoreFrom;
import org.jspecify.annotations.Nullable;

/**
 * What a job can go back to when its JobMaster begins.
 *
 * @param index the checkpoints that an earlier JobMaster left, or null
 * @param start what the job was submitted to begin from, or null
 */
record Recovery(
        CheckpointConfig config,
        @Nullable CheckpointIndex index,
        @Nullable RestoreFrom start) {}
