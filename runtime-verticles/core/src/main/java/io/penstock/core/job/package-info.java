// SPDX-License-Identifier: Apache-2.0
/**
 * The JobMaster's mind: one job from its record to its result.
 *
 * <p>Main types: {@link io.penstock.core.job.JobMachine}, the only door; {@link io.penstock.core.job.Strategies}, which
 * names the pluggable parts. Behind the door one class per question: who runs where, which slots, who is alive, what
 * failed, what is over. Must not know verticles, stores or tasks.
 */
@NullMarked
package io.penstock.core.job;

import org.jspecify.annotations.NullMarked;
