// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * What became of a job that finished.
 *
 * <pre>{@code
 * JobResult result = Penstock.local().run(program);
 * System.out.println(result.name() + " took " + result.durationMs() + " ms");
 * }</pre>
 *
 * @param jobId 32 hex digits
 * @param durationMs from submission to the end
 */
public record JobResult(String jobId, String name, long durationMs) {}
