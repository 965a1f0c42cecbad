// SPDX-License-Identifier: Apache-2.0
/**
 * Window operators: panes (one table for all keys of an aligned window, fired as a whole) and sessions (per key,
 * merging). WindowOperator, LongWindowOperator (built-in aggregates, unboxed), SessionWindowOperator,
 * WindowJoinOperator; Fold (how elements become one value). Time is the watermark or the processing time; late means:
 * even the window's allowed lateness is over. Must not know lanes or tasks.
 */
@NullMarked
package io.penstock.core.flow.window;

import org.jspecify.annotations.NullMarked;
