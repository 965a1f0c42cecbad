// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.JobId;
import io.penstock.core.slot.SlotLedger;
import java.util.Map;
import java.util.TreeMap;

/**
 * Free slots that are kept for jobs which lose some of theirs, so that these go on at once instead of waiting for a
 * worker to start. A job may use them up to what it has had in full once. After a change of leader nobody remembers
 * that, so a job that comes with slots of an earlier reign may use as many as it asks for first.
 */
final class SpareSlots {
    private final int count;
    private final SlotLedger ledger;
    /** How many slots each job has had. */
    private final Map<JobId, Integer> had = new TreeMap<>();

    SpareSlots(int count, SlotLedger ledger) {
        this.count = count;
        this.ledger = ledger;
    }

    SlotLedger ledger() {
        return ledger;
    }

    /** How many of the free slots are not for this need. */
    int keptFrom(SlotDemand demand) {
        return demand.needed() <= had.getOrDefault(demand.job, 0) ? 0 : count;
    }

    /** Whether a further slot may be given. */
    boolean mayGive(SlotDemand demand) {
        int kept = keptFrom(demand);
        return kept == 0 || ledger.freeSlots() > kept;
    }

    /** The job has all it needs. */
    void met(SlotDemand demand) {
        if (count > 0) had.put(demand.job, demand.needed());
    }

    /** The job holds slots that it was given in an earlier reign. */
    void inherited(JobId job) {
        if (count > 0) had.putIfAbsent(job, Integer.MAX_VALUE);
    }

    /** The job needs nothing any more, or nobody speaks for it. */
    void forget(JobId job) {
        had.remove(job);
    }

    /** What to add to the reason why a job waits; empty if it is not for this. */
    String reason(SlotDemand demand) {
        int kept = Math.min(keptFrom(demand), ledger.freeSlots());
        return kept == 0 ? "" : ", " + kept + " of them kept for jobs that lose slots (slots.spare)";
    }
}
