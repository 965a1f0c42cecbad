// SPDX-License-Identifier: Apache-2.0
/**
 * Threads that step tasks: as many as there are cores for all tasks of the node, one more for each blocking task.
 * Workers (the pool), TaskHandle (one task in it), TaskListener (who hears what became of it), WorkerOptions. One of
 * the few places where whatever user code throws is caught. Must not know channels, slots, messages or Vert.x.
 */
@NullMarked
package io.penstock.worker;

import org.jspecify.annotations.NullMarked;
