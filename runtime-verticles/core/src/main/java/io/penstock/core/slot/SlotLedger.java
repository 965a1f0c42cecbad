// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ResourceManager's book: all workers, and which slots are given to whom. It is a view; the workers' reports are
 * the truth and correct it. Each operation costs the logarithm of the number of workers or allocations, so 100,000
 * slots are no different from ten.
 */
public final class SlotLedger implements FreeSlots {
    private static final Comparator<Entry> BY_LOAD =
            Comparator.comparingInt(Entry::loadPermille).thenComparing(Entry::worker);

    private final Map<NodeId, Entry> workers = new TreeMap<>();
    private final NavigableSet<Entry> withRoom = new TreeSet<>(BY_LOAD);
    private final Map<AllocationId, Allocation> allocations = new TreeMap<>();
    private final Map<JobId, Map<AllocationId, Allocation>> byJob = new TreeMap<>();
    private final Map<JobId, Map<NodeId, Integer>> workersOfJob = new TreeMap<>();
    private final Map<JobId, Map<ResourceProfile, Integer>> profilesOfJob = new TreeMap<>();
    private int slots;
    private int free;

    /** Adds a worker, or replaces what is known of it; its allocations stay. */
    public void putWorker(WorkerInfo info) {
        Entry old = workers.get(info.node());
        var entry = new Entry(info);
        if (old != null) {
            unlist(old);
            entry.held.addAll(old.held);
            entry.usedSum = old.usedSum;
            entry.closed = old.closed;
            entry.changes = old.changes + 1;
        }
        workers.put(info.node(), entry);
        list(entry);
    }

    /** Removes a worker with all that was allocated on it. */
    public List<Allocation> removeWorker(NodeId worker) {
        Entry entry = workers.get(worker);
        if (entry == null) return List.of();
        List<Allocation> gone = allocationsOn(worker);
        gone.forEach(allocation -> release(allocation.id()));
        unlist(entry);
        workers.remove(worker);
        return gone;
    }

    /** Books a slot. The worker must be known; a known allocation id is left as it is. Gives whether it was booked. */
    public boolean allocate(Allocation allocation) {
        if (allocations.containsKey(allocation.id())) return false;
        Entry entry = entry(allocation.worker());
        unlist(entry);
        entry.held.add(allocation.id());
        entry.changes++;
        entry.usedSum = entry.usedSum.plus(allocation.profile());
        list(entry);
        allocations.put(allocation.id(), allocation);
        byJob.computeIfAbsent(allocation.job(), job -> new TreeMap<>()).put(allocation.id(), allocation);
        count(workersOfJob.computeIfAbsent(allocation.job(), job -> new TreeMap<>()), allocation.worker(), 1);
        count(profilesOfJob.computeIfAbsent(allocation.job(), job -> new LinkedHashMap<>()), allocation.profile(), 1);
        return true;
    }

    /** Books a slot out. Gives what was booked, or null if nothing was. */
    public @Nullable Allocation release(AllocationId id) {
        Allocation allocation = allocations.remove(id);
        if (allocation == null) return null;
        Entry entry = entry(allocation.worker());
        unlist(entry);
        entry.held.remove(id);
        entry.changes++;
        entry.usedSum = entry.usedSum.minus(allocation.profile());
        list(entry);
        JobId job = allocation.job();
        Map<AllocationId, Allocation> ofJob = byJob.getOrDefault(job, Map.of());
        ofJob.remove(id);
        if (ofJob.isEmpty()) {
            byJob.remove(job);
            workersOfJob.remove(job);
            profilesOfJob.remove(job);
        } else {
            count(workersOfJob.getOrDefault(job, Map.of()), allocation.worker(), -1);
            count(profilesOfJob.getOrDefault(job, Map.of()), allocation.profile(), -1);
        }
        return allocation;
    }

    /** That allocation, or null. */
    public @Nullable Allocation allocation(AllocationId id) {
        return allocations.get(id);
    }

    /** The allocations of a job; a view. */
    public Collection<Allocation> allocationsOf(JobId job) {
        return Collections.unmodifiableCollection(
                byJob.getOrDefault(job, Map.of()).values());
    }

    /** The allocations on a worker. */
    public List<Allocation> allocationsOn(NodeId worker) {
        Entry entry = workers.get(worker);
        if (entry == null) return List.of();
        var on = new ArrayList<Allocation>(entry.held.size());
        for (AllocationId id : entry.held) {
            Allocation allocation = allocations.get(id);
            if (allocation != null) on.add(allocation);
        }
        return on;
    }

    /** How many allocations there are on a known worker. */
    public int heldOn(NodeId worker) {
        return entry(worker).held.size();
    }

    /** A number that grows with each change of what is booked on a known worker. */
    public long changesOn(NodeId worker) {
        return entry(worker).changes;
    }

    /** The workers a job holds slots on. */
    public Set<NodeId> workersOf(JobId job) {
        return Collections.unmodifiableSet(
                workersOfJob.getOrDefault(job, Map.of()).keySet());
    }

    /** How many slots a job holds of each profile; a view. */
    public Map<ResourceProfile, Integer> profilesOf(JobId job) {
        return Collections.unmodifiableMap(profilesOfJob.getOrDefault(job, Map.of()));
    }

    /** The jobs that hold slots. */
    public Set<JobId> jobs() {
        return Collections.unmodifiableSet(byJob.keySet());
    }

    /** The workers, in the order of their ids. */
    public Collection<NodeId> workers() {
        return Collections.unmodifiableCollection(workers.keySet());
    }

    /** Whether that worker is in the book. */
    public boolean knows(NodeId worker) {
        return workers.containsKey(worker);
    }

    /** Whether a known worker has room for such a slot now. */
    public boolean fits(NodeId worker, ResourceProfile need) {
        return entry(worker).fits(need);
    }

    /**
     * Gives no slots of that worker until it is opened again, though free ones still count. Gives whether that is a
     * change.
     */
    public boolean close(NodeId worker, boolean closed) {
        Entry entry = entry(worker);
        if (entry.closed == closed) return false;
        unlist(entry);
        entry.closed = closed;
        list(entry);
        return true;
    }

    /** What a known worker is. */
    public WorkerInfo info(NodeId worker) {
        return entry(worker).info;
    }

    /** Slots of a known worker, free ones included. */
    public int slotsOf(NodeId worker) {
        return entry(worker).slots();
    }

    /** Free slots of a known worker. */
    public int freeSlotsOf(NodeId worker) {
        return entry(worker).freeSlots();
    }

    /** What a known worker can still give. */
    public ResourceProfile freeOf(NodeId worker) {
        return entry(worker).free();
    }

    /** Slots in all. */
    public int slots() {
        return slots;
    }

    /** Free slots in all. */
    public int freeSlots() {
        return free;
    }

    /** Whether some worker, were it empty, could give such a slot. */
    public boolean couldEverFit(ResourceProfile need) {
        return workers.values().stream().anyMatch(entry -> entry.couldEverFit(need));
    }

    @Override
    public Iterable<WorkerSlots> leastLoadedFirst() {
        return () -> narrow(withRoom.iterator());
    }

    @Override
    public Iterable<WorkerSlots> mostLoadedFirst() {
        return () -> narrow(withRoom.descendingIterator());
    }

    @Override
    public Iterable<WorkerSlots> holding(JobId job) {
        return () -> narrow(workersOf(job).stream().map(this::entry).iterator());
    }

    /** Whether the book balances; for assertions, walks everything. */
    public boolean balances() {
        int slotsSeen = 0;
        int freeSeen = 0;
        int heldSeen = 0;
        for (Entry entry : workers.values()) {
            slotsSeen += entry.slots();
            freeSeen += entry.freeSlots();
            heldSeen += entry.held.size();
        }
        return slots == slotsSeen && free == freeSeen && heldSeen == allocations.size();
    }

    private Entry entry(NodeId worker) {
        Entry entry = workers.get(worker);
        if (entry == null) throw new IllegalArgumentException("unknown worker " + worker);
        return entry;
    }

    private void list(Entry entry) {
        slots += entry.slots();
        free += entry.freeSlots();
        if (entry.hasRoom()) withRoom.add(entry);
    }

    private void unlist(Entry entry) {
        slots -= entry.slots();
        free -= entry.freeSlots();
        withRoom.remove(entry);
    }

    private static <K> void count(Map<K, Integer> counts, K key, int change) {
        if (counts.merge(key, change, Integer::sum) == 0) counts.remove(key);
    }

    private static Iterator<WorkerSlots> narrow(Iterator<? extends WorkerSlots> entries) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public WorkerSlots next() {
                return entries.next();
            }
        };
    }

    /** One worker. What its order depends on may change only while it is not listed. */
    private static final class Entry implements WorkerSlots {
        final WorkerInfo info;
        final ResourceProfile slotSize;
        final Set<AllocationId> held = new TreeSet<>();
        ResourceProfile usedSum = ResourceProfile.ANY;
        boolean closed;
        long changes;

        Entry(WorkerInfo info) {
            this.info = info;
            this.slotSize = info.uniformSlots() > 0 ? SlotSizes.uniform(info) : SlotSizes.standard(info);
        }

        boolean uniform() {
            return info.uniformSlots() > 0;
        }

        @Override
        public NodeId worker() {
            return info.node();
        }

        int slots() {
            return uniform() ? info.uniformSlots() : held.size() + freeSlots();
        }

        @Override
        public int freeSlots() {
            return uniform() ? Math.max(0, info.uniformSlots() - held.size()) : SlotSizes.times(free(), slotSize);
        }

        ResourceProfile free() {
            if (uniform()) return SlotSizes.scaled(slotSize, freeSlots(), 1);
            return info.total().covers(usedSum) ? info.total().minus(usedSum) : ResourceProfile.ANY;
        }

        @Override
        public int loadPermille() {
            if (uniform()) return (int) (held.size() * 1000L / info.uniformSlots());
            long load = Math.max(
                    permille(usedSum.cpuMillis(), info.total().cpuMillis()),
                    permille(usedSum.heapMb(), info.total().heapMb()));
            for (var extra : info.total().extras().entrySet()) {
                load = Math.max(load, permille(usedSum.extras().getOrDefault(extra.getKey(), 0L), extra.getValue()));
            }
            return (int) Math.min(load, Integer.MAX_VALUE);
        }

        private static long permille(long used, long total) {
            return total == 0 ? 0 : used * 1000 / total;
        }

        boolean hasRoom() {
            return !closed && loadPermille() < 1000;
        }

        @Override
        public boolean fits(ResourceProfile need) {
            if (uniform()) return !closed && freeSlots() > 0 && slotSize.covers(need);
            return hasRoom() && free().covers(SlotSizes.cut(info, need));
        }

        boolean couldEverFit(ResourceProfile need) {
            return uniform() ? slotSize.covers(need) : info.total().covers(SlotSizes.cut(info, need));
        }
    }
}
