// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.core.message.JobId;

/**
 * The workers that may have room, in the orders a matching asks for. Ties are broken by node id, so that equal ledgers
 * give equal answers.
 */
public interface FreeSlots {
    /** All with room, the least loaded first. */
    Iterable<WorkerSlots> leastLoadedFirst();

    /** All with room, the most loaded first. */
    Iterable<WorkerSlots> mostLoadedFirst();

    /** Those that already hold slots of the job, in the order of their ids; some may have no room. */
    Iterable<WorkerSlots> holding(JobId job);
}
