// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * What became of a job that finished.
 *
 * @param jobId 32 hex digits
 * @param durationMs from submission to the end
 */
public record JobResult(String jobId, String name, long durationMs) {}
