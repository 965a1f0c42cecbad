// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.SlotRequirement;
import io.penstock.core.slot.SlotNeeds;
import io.penstock.core.slot.SlotPool;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ResourceManager for slots, takes what executors offer, and gives back what idles. A growing need is declared
 * at once; a shrinking one with the next beat, since the next region may need the slot again.
 */
final class SlotRequests {
    private final JobContext context;
    private final SlotPool pool;
    private final SlotSharing sharing;
    private Map<ResourceProfile, Integer> declared = new LinkedHashMap<>();

    /** What was needed when that was declared. */
    private Map<ResourceProfile, Integer> needed = new LinkedHashMap<>();

    /** What the job is about to need, all of it; none if it is to stay as it is. */
    private List<SlotRequirement> reserved = List.of();

    private long sequence;
    private long answered = -1;
    private int missing;
    private String answer = "";
    private boolean giveWay;

    /** {@code before}: who asked until now for the same job, if anybody did. */
    SlotRequests(JobContext context, SlotPool pool, SlotSharing sharing, @Nullable SlotRequests before) {
        this.context = context;
        this.pool = pool;
        this.sharing = sharing;
        if (before == null) return;
        this.declared = before.declared;
        this.sequence = before.sequence;
    }

    /** Asks for what the job is about to need, before it does, and gives nothing back meanwhile. */
    void reserve(List<SlotRequirement> needs) {
        reserved = needs;
        declare();
    }

    /** Whether all that is there. */
    boolean hasReserved() {
        return SlotNeeds.lacking(reserved, pool.profiles()).isEmpty();
    }

    /** How many of the slots last asked for cannot be had now; 0 too while that is not known. */
    int missing() {
        return answered == sequence ? missing : 0;
    }

    /** Why, in words. */
    String answer() {
        return answer;
    }

    /** Declares the need if it has grown since it was last declared. */
    void declareGrowth() {
        boolean grown = sharing.needed().entrySet().stream()
                .anyMatch(each -> each.getValue() > needed.getOrDefault(each.getKey(), 0));
        if (grown) declare();
    }

    /** Declares the need, new or not. */
    void declare() {
        needed = new LinkedHashMap<>(sharing.needed());
        Map<ResourceProfile, Integer> requirements = sharing.requirements();
        for (SlotRequirement more : SlotNeeds.lacking(reserved, requirements))
            requirements.merge(more.profile(), more.count(), Integer::sum);
        if (!requirements.equals(declared)) {
            declared = requirements;
            sequence++;
        }
        send();
    }

    /** Declares that nothing is needed any more. */
    void declareNothing() {
        if (!declared.isEmpty()) sequence++;
        declared = new LinkedHashMap<>();
        send();
    }

    private void send() {
        List<SlotRequirement> requirements = declared.entrySet().stream()
                .map(each -> new SlotRequirement(each.getKey(), each.getValue()))
                .toList();
        context.sendToResourceManager(new Message.DeclareRequirements(
                context.job(), context.token(), context.self(), sequence, requirements));
    }

    void onAnswer(Message.RequirementsAnswer message) {
        if (message.sequence() != sequence) return;
        answered = sequence;
        missing = message.missing();
        answer = message.reason();
        giveWay = message.giveWay();
    }

    /** Whether another job that waits could run as a whole with what this one holds. */
    boolean shallGiveWay() {
        return answered == sequence && giveWay;
    }

    /** What the job waits for, in words. */
    String waiting(int unbound) {
        if (unbound == 0) return "";
        return answered == sequence && missing > 0
                ? answer
                : "waits for " + unbound + (unbound == 1 ? " slot" : " slots");
    }

    /** Takes the offers that somebody waits for, and answers each. */
    void onOffers(NodeId worker, List<SlotOffer> offers) {
        List<AllocationId> accepted = new ArrayList<>();
        List<AllocationId> rejected = new ArrayList<>();
        for (SlotOffer offer : offers) {
            (take(worker, offer) ? accepted : rejected).add(offer.allocation());
        }
        context.sendToExecutor(worker, new Message.OffersAnswer(context.job(), context.token(), accepted, rejected));
    }

    private boolean take(NodeId worker, SlotOffer offer) {
        if (pool.get(worker, offer.allocation()) != null) return true;
        if (!sharing.wants(offer.profile()) && !isReserved(offer.profile())) {
            // Whoever gives it away must be told when it is needed after all, now rather than with the next beat.
            needed = new LinkedHashMap<>(sharing.needed());
            return false;
        }
        sharing.serve(pool.add(worker, offer, context.nowMs()));
        return true;
    }

    private boolean isReserved(ResourceProfile profile) {
        if (reserved.isEmpty()) return false;
        return SlotNeeds.lacking(reserved, pool.profiles()).stream().anyMatch(each -> profile.covers(each.profile()));
    }

    /**
     * An executor tells all that it holds for us: what we do not know is taken if wanted, else given back; what it lost
     * is forgotten.
     */
    void onHoldings(JobWorker worker, List<SlotReport.Holding> holdings) {
        List<AllocationId> unwanted = new ArrayList<>();
        List<AllocationId> held = new ArrayList<>();
        for (SlotReport.Holding holding : holdings) {
            held.add(holding.allocation());
            if (!take(worker.node, new SlotOffer(holding.allocation(), holding.profile())))
                unwanted.add(holding.allocation());
        }
        if (!unwanted.isEmpty()) free(worker.node, unwanted);
        for (Slot slot : pool.on(worker.node)) {
            if (slot.free() && !held.contains(slot.allocation())) pool.remove(slot);
        }
    }

    /** Gives back what nobody used for long. */
    void giveBackIdle() {
        if (reserved.isEmpty())
            giveBackIdleSince(context.nowMs() - context.config().slotIdleTimeoutMs());
    }

    /** Gives back whatever nobody uses now. */
    void giveBackUnused() {
        giveBackIdleSince(context.nowMs());
    }

    private void giveBackIdleSince(long idleSinceMs) {
        SortedMap<NodeId, List<AllocationId>> idle = new TreeMap<>();
        for (Slot slot : pool.removeIdleSince(idleSinceMs)) {
            idle.computeIfAbsent(slot.worker(), absent -> new ArrayList<>()).add(slot.allocation());
        }
        idle.forEach(this::free);
    }

    /** Gives up a slot that is of no use, whoever holds it. Its users must have ended. */
    void giveUp(Slot slot) {
        pool.remove(slot);
        sharing.lost(slot);
        free(slot.worker(), List.of(slot.allocation()));
    }

    private void free(NodeId worker, List<AllocationId> allocations) {
        context.sendToExecutor(worker, new Message.FreeSlots(context.job(), context.token(), allocations));
    }
}
