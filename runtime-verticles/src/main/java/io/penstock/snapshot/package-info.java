// SPDX-License-Identifier: Apache-2.0
/**
 * Tasks' parts of checkpoints as bytes, and where they are kept. SnapshotStore (the port) with a directory and the
 * replicated map behind it, PartOutput (a task's state becomes a part), RestoredParts (a task's share of the parts of a
 * checkpoint), Checkpoints (verify, drop, savepoint metadata). Must not know machines or verticles.
 */
@NullMarked
package io.penstock.snapshot;

import org.jspecify.annotations.NullMarked;
