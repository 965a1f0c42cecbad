// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps the store through a stop of the whole cluster: each coordinator's journal of its records, acknowledgement by a
 * majority of journals, and how they are read back.
 *
 * <p>Main types: {@link io.penstock.cluster.durability.JournalKeeper},
 * {@link io.penstock.cluster.durability.MajorityJournal}, {@link io.penstock.cluster.durability.Recovery}. Must not
 * know what the records mean; who leads; jobs.
 */
@NullMarked
package io.penstock.cluster.durability;

import org.jspecify.annotations.NullMarked;
