// SPDX-License-Identifier: Apache-2.0
/**
 * Joins of two keyed inputs by time: IntervalJoinOperator and the buffers it keeps per key. A record waits in its
 * side's buffer for as long as the other side may still bring a partner. Window joins are windows: see
 * core.flow.window. Must not know lanes or tasks.
 */
@NullMarked
package io.penstock.core.flow.join;

import org.jspecify.annotations.NullMarked;
