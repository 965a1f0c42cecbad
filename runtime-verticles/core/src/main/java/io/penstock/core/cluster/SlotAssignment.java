// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.AllocationId;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SlotRequirement;
import io.penstock.core.slot.Allocation;
import io.penstock.core.slot.SlotLedger;
import io.penstock.core.slot.SlotMatching;
import io.penstock.core.slot.SlotSizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives free slots to the jobs that need them, first come first served, with two refinements. A job whose whole need
 * can be met goes before older ones that would only get a part. And of the others only one gets a part: the oldest that
 * could be met with what all those that wait hold, else the oldest.
 *
 * <p>Still two jobs may each hold half of what both need, when a worker is lost on which both had slots. So all that
 * wait but that one are told to give way to it, unless more workers come; whether what they hold is of use to them only
 * they know.
 */
final class SlotAssignment {
    private final FencingToken token;
    private final SpareSlots spares;
    private final SlotMatching matching;
    private final SlotLedger ledger;
    private final SlotRequests requests;
    private final WorkerSupply supply;
    private final ActionList out;
    /** Of all jobs that are heard of, also those that need nothing any more and may still send a late word. */
    private final Map<JobId, SlotDemand> demands = new LinkedHashMap<>();
    /** Those that need something, in the order of arrival: what is looked at when capacity changes. */
    private final Map<JobId, SlotDemand> asking = new LinkedHashMap<>();

    private long allocations;
    private boolean dirty;
    /** To which of those that wait the others give way, if to any. */
    private @Nullable SlotDemand preferred;

    SlotAssignment(
            FencingToken token,
            SpareSlots spares,
            SlotMatching matching,
            SlotRequests requests,
            WorkerSupply supply,
            ActionList out) {
        this.token = token;
        this.spares = spares;
        this.matching = matching;
        this.ledger = spares.ledger();
        this.requests = requests;
        this.supply = supply;
        this.out = out;
    }

    void capacityChanged() {
        dirty = true;
    }

    void release(AllocationId allocation) {
        if (ledger.release(allocation) != null) dirty = true;
    }

    /**
     * A worker has it back. If the job still seems to need it, it was rejected: then nothing more until the job has
     * spoken.
     */
    void returned(Allocation allocation) {
        release(allocation.id());
        SlotDemand demand = demands.get(allocation.job());
        if (demand != null) demand.resting = true;
    }

    /** A worker holds that for a job, whether asked for in this reign or not. */
    void found(Allocation allocation) {
        if (!ledger.allocate(allocation)) return;
        dirty = true;
        spares.inherited(allocation.job());
    }

    boolean hasDemand(JobId job) {
        return demands.containsKey(job);
    }

    void declare(Message.DeclareRequirements declared, long nowMs) {
        SlotDemand demand = demands.computeIfAbsent(declared.job(), job -> new SlotDemand(declared, nowMs));
        if (demand.outdates(declared)) return;
        boolean rested = demand.resting;
        demand.resting = false;
        boolean news = demand.declare(declared, nowMs) || rested;
        if (demand.needed() == 0) {
            asking.remove(demand.job);
            spares.forget(demand.job);
        } else {
            asking.putIfAbsent(demand.job, demand);
        }
        if (news) dirty = true;
        if (!news || demand.needed() == 0) tellHowItStands(demand);
    }

    void dropSilent(long nowMs, long silenceMs) {
        demands.values().removeIf(demand -> nowMs - demand.heardMs > silenceMs);
        for (JobId job : asking.keySet()) if (!demands.containsKey(job)) spares.forget(job);
        if (asking.keySet().retainAll(demands.keySet())) dirty = true;
    }

    void tell(Set<JobId> jobs, Message message) {
        for (JobId job : jobs) {
            SlotDemand demand = demands.get(job);
            if (demand != null) out.send(demand.jobMaster, message);
        }
    }

    /** Assigns what can be assigned, if anything has changed, and tells each job how it stands. */
    void settle(long nowMs) {
        if (!dirty) return;
        dirty = false;
        List<SlotDemand> unmet = new ArrayList<>();
        for (SlotDemand demand : asking.values()) if (!assign(demand, true, nowMs)) unmet.add(demand);
        preferred = unmet.size() > 1 ? preferred(unmet) : null;
        if (preferred != null) assign(preferred, false, nowMs);
        else if (!unmet.isEmpty()) assign(unmet.get(0), false, nowMs);
        int missingInAll = 0;
        for (SlotDemand demand : asking.values()) missingInAll += tellHowItStands(demand);
        supply.need(missingInAll, nowMs);
    }

    /** The oldest whose whole need fits into what is free and what those that wait hold, or null. */
    private @Nullable SlotDemand preferred(List<SlotDemand> unmet) {
        int within = ledger.freeSlots();
        for (SlotDemand demand : unmet)
            within += ledger.allocationsOf(demand.job).size();
        for (SlotDemand demand : unmet)
            if (demand.needed() <= within - spares.keptFrom(demand) && demand.couldEverBeMet(ledger)) return demand;
        return null;
    }

    /**
     * Requests slots for all that the job lacks, or with {@code whole} for all or nothing. Gives whether nothing is
     * lacking then.
     */
    private boolean assign(SlotDemand demand, boolean whole, long nowMs) {
        List<SlotRequirement> lacking = demand.lacking(ledger);
        if (demand.resting) return lacking.isEmpty();
        var found = new ArrayList<Allocation>();
        boolean met = true;
        for (SlotRequirement requirement : lacking) {
            met &= find(demand, requirement, found);
            if (whole && !met) break;
        }
        if (whole && !met) {
            found.forEach(allocation -> ledger.release(allocation.id()));
            return false;
        }
        for (Allocation allocation : found) {
            var request = new Message.RequestSlot(
                    token, allocation.id(), demand.job, allocation.profile(), demand.jobMaster, demand.jobToken);
            requests.send(allocation.worker(), request, nowMs);
        }
        return met;
    }

    private boolean find(SlotDemand demand, SlotRequirement requirement, List<Allocation> found) {
        for (int i = 0; i < requirement.count(); i++) {
            NodeId worker = spares.mayGive(demand) ? matching.choose(demand.job, requirement.profile(), ledger) : null;
            if (worker == null) return false;
            if (!ledger.fits(worker, requirement.profile())) {
                throw new IllegalStateException(
                        "the slot matching chose " + worker + ", which has no room for " + requirement);
            }
            var profile = ledger.info(worker).uniformSlots() > 0
                    ? requirement.profile()
                    : SlotSizes.cut(ledger.info(worker), requirement.profile());
            var allocation = new Allocation(AllocationId.of(token, ++allocations), worker, demand.job, profile);
            ledger.allocate(allocation);
            found.add(allocation);
        }
        return true;
    }

    private int tellHowItStands(SlotDemand demand) {
        List<SlotRequirement> lacking = demand.lacking(ledger);
        int missing = lacking.stream().mapToInt(SlotRequirement::count).sum();
        if (missing == 0 && demand.needed() > 0) spares.met(demand);
        String reason = missing == 0 ? "" : reason(demand, lacking);
        boolean giveWay = missing > 0 && preferred != null && demand != preferred && supply.expected() == 0;
        if (demand.isNews(missing, reason, giveWay)) {
            out.send(
                    demand.jobMaster,
                    new Message.RequirementsAnswer(demand.job, token, demand.sequence, missing, reason, giveWay));
        }
        return missing;
    }

    private String reason(SlotDemand demand, List<SlotRequirement> lacking) {
        int needed = demand.needed();
        String needs = "needs " + needed + (needed == 1 ? " slot, " : " slots, ");
        String coming = supply.expected() == 0 ? "" : "; more workers are starting";
        if (ledger.workers().isEmpty()) return needs + "but there is no worker" + coming;
        for (SlotRequirement requirement : lacking) {
            if (!ledger.couldEverFit(requirement.profile())) {
                return needs + "but no worker has slots of " + requirement.profile() + coming;
            }
        }
        int free = ledger.freeSlots() + ledger.allocationsOf(demand.job).size();
        return needs + ledger.slots() + " exist, " + free + " free" + spares.reason(demand) + coming;
    }
}
