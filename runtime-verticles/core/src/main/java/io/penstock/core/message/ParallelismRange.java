// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * How parallel a vertex shall be.
 *
 * @param vertexId 32 hex digits
 * @param lower at least, if slots are short
 * @param upper what is wanted
 */
public record ParallelismRange(String vertexId, int lower, int upper) {}
