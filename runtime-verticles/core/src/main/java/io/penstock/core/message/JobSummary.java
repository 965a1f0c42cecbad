// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * A line in the list of jobs.
 *
 * @param endMs -1 while it runs
 * @param tasksByState numbers of tasks, indexed by {@link ExecutionState#ordinal()}
 */
public record JobSummary(
        JobId job, String name, JobStatus status, long startMs, long endMs, java.util.List<Integer> tasksByState) {}
