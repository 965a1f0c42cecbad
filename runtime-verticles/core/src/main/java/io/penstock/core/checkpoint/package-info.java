// SPDX-License-Identifier: Apache-2.0
/**
 * When checkpoints are taken, when they count, which are kept, and what a job may begin from.
 *
 * <p>Main types: {@link io.penstock.core.checkpoint.CheckpointCoordinator} (the decisions),
 * {@link io.penstock.core.checkpoint.CheckpointHost} (the JobMaster it works for). Must not know how tasks are
 * scheduled, nor where and how parts are stored.
 */
@NullMarked
package io.penstock.core.checkpoint;

import org.jspecify.annotations.NullMarked;
