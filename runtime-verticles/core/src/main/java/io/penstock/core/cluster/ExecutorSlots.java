// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.api.ResourceProfile;
import io.penstock.core.Guard;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.WorkerInfo;
import io.penstock.core.slot.SlotSizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The slots that a worker holds for jobs. Authority on its own capacity: it never holds more than it has. */
final class ExecutorSlots {
    private static final int FREED_REMEMBERED_MAX = 10_000;

    /** One slot that is held. */
    static final class Slot {
        final AllocationId allocation;
        final JobId job;
        final ResourceProfile profile;
        /** Since when it is offered; the JobMaster may have accepted it since. */
        final long heldSinceMs;

        boolean accepted;
        /** Is to be freed once its tasks have ended or prepared. */
        boolean leaving;

        /** Those that have neither ended nor prepared. */
        int liveTasks;

        Slot(AllocationId allocation, JobId job, ResourceProfile profile, long heldSinceMs) {
            this.allocation = allocation;
            this.job = job;
            this.profile = profile;
            this.heldSinceMs = heldSinceMs;
        }
    }

    private final WorkerInfo worker;
    private final Map<AllocationId, Slot> slots = new LinkedHashMap<>();
    /**
     * A late copy of a request must not bring a slot back that was used and freed: a late copy of the freeing would
     * then hit its new use.
     */
    private final Remembered<AllocationId, JobId> freed = new Remembered<>(FREED_REMEMBERED_MAX);

    /** Those that no JobMaster has accepted yet. */
    private final Map<AllocationId, Slot> offered = new LinkedHashMap<>();

    private final Map<JobId, Integer> heldByJob = new TreeMap<>();
    private ResourceProfile used = ResourceProfile.ANY;
    /** The last report while it is still right: a beat of a worker where nothing happens costs nothing. */
    private @Nullable SlotReport lastReport;

    ExecutorSlots(WorkerInfo worker) {
        this.worker = worker;
    }

    @Nullable
    Slot get(AllocationId allocation) {
        return slots.get(allocation);
    }

    @Guard(value = "executor/used-allocation", open = false)
    boolean wasFreed(AllocationId allocation) {
        return freed.contains(allocation);
    }

    /** Why a slot of that profile cannot be held now, or null if it can. */
    @Nullable
    String refusalOf(ResourceProfile profile) {
        if (worker.uniformSlots() > 0) {
            if (isFull()) return "all " + worker.uniformSlots() + " slots are held";
            return SlotSizes.uniform(worker).covers(profile) ? null : "a slot here is smaller than " + profile;
        }
        return worker.total().covers(used.plus(profile)) ? null : "less than " + profile + " is left";
    }

    @Guard(value = "executor/capacity", open = false)
    private boolean isFull() {
        return slots.size() >= worker.uniformSlots();
    }

    Slot hold(AllocationId allocation, JobId job, ResourceProfile profile, long nowMs) {
        var slot = new Slot(allocation, job, profile, nowMs);
        slots.put(allocation, slot);
        offered.put(allocation, slot);
        heldByJob.merge(job, 1, Integer::sum);
        used = used.plus(profile);
        lastReport = null;
        return slot;
    }

    void free(Slot slot) {
        assert slot.liveTasks == 0 : slot.allocation + " has live tasks";
        if (slots.remove(slot.allocation) == null) return;
        offered.remove(slot.allocation);
        heldByJob.computeIfPresent(slot.job, (job, count) -> count == 1 ? null : count - 1);
        lastReport = null;
        used = used.minus(slot.profile);
        freed.put(slot.allocation, slot.job);
    }

    /** The JobMaster wants it. */
    void accept(Slot slot) {
        slot.accepted = true;
        offered.remove(slot.allocation);
    }

    /** A job has another token or JobMaster: what was reported of its slots is out of date. */
    void holderChanged() {
        lastReport = null;
    }

    int countOf(JobId job) {
        return heldByJob.getOrDefault(job, 0);
    }

    List<Slot> of(JobId job) {
        var of = new ArrayList<Slot>();
        for (Slot slot : slots.values()) if (slot.job.equals(job)) of.add(slot);
        return of;
    }

    List<SlotOffer> openOffers(JobId job) {
        var offers = new ArrayList<SlotOffer>();
        for (Slot slot : offered.values()) {
            if (slot.job.equals(job) && !slot.leaving) offers.add(new SlotOffer(slot.allocation, slot.profile));
        }
        return offers;
    }

    /** Slots that were offered in vain for that long. */
    List<Slot> unanswered(long nowMs, long timeoutMs) {
        var late = new ArrayList<Slot>();
        for (Slot slot : offered.values()) {
            if (!slot.leaving && nowMs - slot.heldSinceMs > timeoutMs) late.add(slot);
        }
        return late;
    }

    SlotReport report(Function<JobId, @Nullable ExecutorJob> jobs) {
        SlotReport known = lastReport;
        if (known != null) return known;
        var holdings = new ArrayList<SlotReport.Holding>(slots.size());
        for (Slot slot : slots.values()) holdings.add(holding(slot, jobs.apply(slot.job)));
        var report = new SlotReport(Collections.unmodifiableList(holdings));
        lastReport = report;
        return report;
    }

    List<SlotReport.Holding> holdingsOf(ExecutorJob job) {
        var holdings = new ArrayList<SlotReport.Holding>();
        for (Slot slot : of(job.id)) holdings.add(holding(slot, job));
        return holdings;
    }

    private SlotReport.Holding holding(Slot slot, @Nullable ExecutorJob job) {
        if (job == null) throw new IllegalStateException(slot.allocation + " is held for a job that is not here");
        FencingToken token = job.token;
        return new SlotReport.Holding(slot.allocation, slot.job, slot.profile, token, job.master);
    }

    /** Whether no more is held than there is; for assertions. */
    boolean withinCapacity() {
        return worker.uniformSlots() > 0
                ? slots.size() <= worker.uniformSlots()
                : worker.total().covers(used);
    }
}
