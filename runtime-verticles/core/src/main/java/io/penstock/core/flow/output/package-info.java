// SPDX-License-Identifier: Apache-2.0
/**
 * The end of a chain: records go into the batches of an edge's lanes, each partitioning its own way. EdgeOutput
 * (batches, flushing, overflow) and one subclass per partitioning. A full lane never stops a record: its batch waits
 * here, and the task drains it before it takes more input. Must not know tasks or gates.
 */
@NullMarked
package io.penstock.core.flow.output;

import org.jspecify.annotations.NullMarked;
