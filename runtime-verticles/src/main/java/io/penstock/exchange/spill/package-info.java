// SPDX-License-Identifier: Apache-2.0
/**
 * Files for what a task's operators cannot hold in memory. SpillFiles (one per worker) shares the memory out and makes
 * a FileSpill per operator, which writes FileRuns. Must not know jobs, operators or the network.
 */
@NullMarked
package io.penstock.exchange.spill;

import org.jspecify.annotations.NullMarked;
