// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;

/**
 * How parallel a job's vertices are since it was rescaled; what its program says counts no more.
 *
 * @param since attempts from this number on are of this parallelism, lower ones of the one before
 * @param parallelism by vertex
 * @param before by vertex, what it was
 */
public record JobScale(int since, List<Integer> parallelism, List<Integer> before) {}
