// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SlotOffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The slots that a job holds. Each is free or taken; a free one that nobody takes for long is given up. A free slot may
 * be pinned: a task that an earlier JobMaster sent out lives in it, so it may be taken by others but not given up.
 *
 * <p>Every operation takes constant time, or time in the number of different profiles, of which there are few.
 * Single-threaded.
 */
public final class SlotPool {
    /** One slot. Its fields change only through the pool. */
    public static final class Slot {
        private final AllocationId allocation;
        private final NodeId worker;
        private final ResourceProfile profile;
        private boolean free = true;
        private int pins;
        private long idleSinceMs;

        private Slot(AllocationId allocation, NodeId worker, ResourceProfile profile, long nowMs) {
            this.allocation = allocation;
            this.worker = worker;
            this.profile = profile;
            this.idleSinceMs = nowMs;
        }

        /** Its id. */
        public AllocationId allocation() {
            return allocation;
        }

        /** Where it is. */
        public NodeId worker() {
            return worker;
        }

        /** What it offers. */
        public ResourceProfile profile() {
            return profile;
        }

        /** Whether nobody has taken it. */
        public boolean free() {
            return free;
        }

        /** Whether it must not be given up though nobody has taken it. */
        public boolean pinned() {
            return pins > 0;
        }

        @Override
        public String toString() {
            return allocation + "@" + worker;
        }
    }

    private final SortedMap<NodeId, SortedMap<AllocationId, Slot>> byWorker = new TreeMap<>();

    /** Free slots by profile, each set in the order in which they became idle. */
    private final Map<ResourceProfile, LinkedHashSet<Slot>> free = new LinkedHashMap<>();

    private int size;
    private int freeSize;

    /** Adds a free slot; the present one if it is known already. */
    public Slot add(NodeId worker, SlotOffer offer, long nowMs) {
        Slot known = get(worker, offer.allocation());
        if (known != null) return known;
        var slot = new Slot(offer.allocation(), worker, offer.profile(), nowMs);
        byWorker.computeIfAbsent(worker, absent -> new TreeMap<>()).put(slot.allocation, slot);
        size++;
        addFree(slot);
        return slot;
    }

    /** The slot, or null if it is not the job's. */
    public @Nullable Slot get(NodeId worker, AllocationId allocation) {
        SortedMap<AllocationId, Slot> slots = byWorker.get(worker);
        return slots == null ? null : slots.get(allocation);
    }

    /** The slots on a worker, in order of their ids. */
    public List<Slot> on(NodeId worker) {
        SortedMap<AllocationId, Slot> slots = byWorker.get(worker);
        return slots == null ? List.of() : List.copyOf(slots.values());
    }

    /** Number of slots on a worker. */
    public int sizeOn(NodeId worker) {
        SortedMap<AllocationId, Slot> slots = byWorker.get(worker);
        return slots == null ? 0 : slots.size();
    }

    /**
     * Takes a free slot that covers {@code need}, an equal profile first, the longest idle first; null if there is
     * none.
     */
    public @Nullable Slot takeCovering(ResourceProfile need) {
        LinkedHashSet<Slot> equal = free.get(need);
        if (equal != null) return take(equal.iterator().next());
        for (Map.Entry<ResourceProfile, LinkedHashSet<Slot>> each : free.entrySet()) {
            if (each.getKey().covers(need))
                return take(each.getValue().iterator().next());
        }
        return null;
    }

    /** Takes a free slot. */
    public Slot take(Slot slot) {
        if (!slot.free) throw new IllegalStateException(slot + " is taken");
        removeFree(slot);
        slot.free = false;
        return slot;
    }

    /** The opposite of {@link #take}. */
    public void giveBack(Slot slot, long nowMs) {
        if (slot.free) throw new IllegalStateException(slot + " is free");
        slot.free = true;
        slot.idleSinceMs = nowMs;
        if (get(slot.worker, slot.allocation) == slot) addFree(slot);
    }

    /** Keeps a slot from being given up, once per call. */
    public void pin(Slot slot) {
        slot.pins++;
    }

    /** The opposite of {@link #pin}. */
    public void unpin(Slot slot, long nowMs) {
        if (slot.pins == 0) throw new IllegalStateException(slot + " is not pinned");
        slot.pins--;
        if (slot.pins > 0 || !slot.free) return;
        slot.idleSinceMs = nowMs;
        if (get(slot.worker, slot.allocation) != slot) return;
        removeFree(slot);
        addFree(slot);
    }

    /** Forgets a slot, free or taken. */
    public void remove(Slot slot) {
        SortedMap<AllocationId, Slot> slots = byWorker.get(slot.worker);
        if (slots == null || !slots.remove(slot.allocation, slot)) return;
        if (slots.isEmpty()) byWorker.remove(slot.worker);
        size--;
        if (slot.free) removeFree(slot);
    }

    /** Forgets all slots of a worker and returns them. */
    public List<Slot> removeWorker(NodeId worker) {
        List<Slot> slots = on(worker);
        for (Slot slot : slots) remove(slot);
        return slots;
    }

    /** Removes and returns the free slots that nobody took since {@code idleSinceMs} and that are not pinned. */
    public List<Slot> removeIdleSince(long idleSinceMs) {
        List<Slot> idle = new ArrayList<>();
        for (LinkedHashSet<Slot> slots : free.values()) {
            Iterator<Slot> longestFirst = slots.iterator();
            while (longestFirst.hasNext()) {
                Slot slot = longestFirst.next();
                if (slot.idleSinceMs > idleSinceMs) break;
                if (slot.pins == 0) idle.add(slot);
            }
        }
        for (Slot slot : idle) remove(slot);
        return idle;
    }

    /** How many there are of each profile, free or taken. Takes time in the number of slots. */
    public Map<ResourceProfile, Integer> profiles() {
        Map<ResourceProfile, Integer> profiles = new LinkedHashMap<>();
        for (SortedMap<AllocationId, Slot> slots : byWorker.values()) {
            for (Slot slot : slots.values()) profiles.merge(slot.profile, 1, Integer::sum);
        }
        return profiles;
    }

    /** Number of slots. */
    public int size() {
        return size;
    }

    /** Number of free slots. */
    public int freeSize() {
        return freeSize;
    }

    private void addFree(Slot slot) {
        free.computeIfAbsent(slot.profile, absent -> new LinkedHashSet<>()).add(slot);
        freeSize++;
    }

    private void removeFree(Slot slot) {
        LinkedHashSet<Slot> slots = free.get(slot.profile);
        if (slots == null || !slots.remove(slot)) return;
        if (slots.isEmpty()) free.remove(slot.profile);
        freeSize--;
    }
}
