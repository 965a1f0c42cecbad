// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

/**
 * What the pool has done since its start.
 *
 * @param slices slices run by cooperative workers
 * @param stolen of these, away from the task's home
 * @param hogs steps that held their thread for longer than {@link WorkerOptions#hogMs}
 * @param stuck tasks given up
 */
public record WorkerStats(long slices, long stolen, long hogs, long stuck) {}
