// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SlotRequirement;
import io.penstock.core.slot.SlotPool;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which slot serves whom: subtask i of every vertex of a slot sharing group lives in one slot, the group's i-th shared
 * slot. Shared slots with users ask for a slot in the order in which their regions became wanted, so that of several
 * regions the first gets all it needs before the next gets any: no two regions ever wait for each other's slots.
 */
final class SlotSharing {
    private final JobContext context;
    private final SlotPool pool;
    private final List<SharedSlot[]> byVertex = new ArrayList<>();

    /** Shared slots that wait for a slot, by what they need; entries that no longer wait are skipped when met. */
    private final Map<ResourceProfile, ArrayDeque<SharedSlot>> queues = new LinkedHashMap<>();

    /** Number of shared slots with users, by what they need. */
    private final Map<ResourceProfile, Integer> needed = new LinkedHashMap<>();

    /** What shared slots hold beyond or instead of what they need, by size; negative for what they need. */
    private final Map<ResourceProfile, Integer> exchanged = new LinkedHashMap<>();

    private final Map<Slot, SharedSlot> holders = new LinkedHashMap<>();
    private long ordered;
    private List<JobRegion> bound = new ArrayList<>();

    SlotSharing(JobContext context, JobGraph graph, SlotPool pool) {
        this.context = context;
        this.pool = pool;
        SortedMap<String, SharedSlot[]> groups = new TreeMap<>();
        for (JobVertex v : graph.vertices()) {
            groups.computeIfAbsent(v.slotSharingGroup(), group -> sharedSlots(graph, group));
        }
        for (JobVertex v : graph.vertices()) byVertex.add(groups.get(v.slotSharingGroup()));
    }

    /** All the slots that a graph needs at a time. */
    static List<SlotRequirement> needs(JobGraph graph) {
        Map<ResourceProfile, Integer> needs = new LinkedHashMap<>();
        SortedSet<String> groups = new TreeSet<>();
        for (JobVertex v : graph.vertices()) groups.add(v.slotSharingGroup());
        for (String group : groups) {
            for (SharedSlot each : sharedSlots(graph, group)) needs.merge(each.profile, 1, Integer::sum);
        }
        return needs.entrySet().stream()
                .map(each -> new SlotRequirement(each.getKey(), each.getValue()))
                .toList();
    }

    private static SharedSlot[] sharedSlots(JobGraph graph, String group) {
        List<JobVertex> members = graph.vertices().stream()
                .filter(v -> v.slotSharingGroup().equals(group))
                .toList();
        int count = members.stream().mapToInt(JobVertex::parallelism).max().orElse(0);
        var shared = new SharedSlot[count];
        for (int i = 0; i < count; i++) {
            ResourceProfile profile = i > 0 && sameMembers(members, i) ? shared[i - 1].profile : sum(members, i);
            shared[i] = new SharedSlot(group, i, profile);
        }
        return shared;
    }

    /** Whether subtask {@code i} exists of the same vertices as subtask {@code i - 1}. */
    private static boolean sameMembers(List<JobVertex> members, int i) {
        return members.stream().noneMatch(v -> v.parallelism() == i);
    }

    private static ResourceProfile sum(List<JobVertex> members, int i) {
        return members.stream()
                .filter(v -> v.parallelism() > i)
                .map(JobVertex::profile)
                .reduce(ResourceProfile.ANY, ResourceProfile::plus);
    }

    SharedSlot slotOf(int vertex, int subtask) {
        return byVertex.get(vertex)[subtask];
    }

    /** The region wants its slots; {@link #takeBound} tells when it has them. */
    void want(JobRegion region) {
        region.unbound = 0;
        for (Execution member : region.members) use(member);
        for (Execution member : region.members) {
            SharedSlot shared = member.shared;
            if (shared.slot == null && shared.waiting.add(region)) region.unbound++;
        }
        if (region.unbound == 0) {
            bound.add(region);
            return;
        }
        for (Execution member : region.members) seek(member.shared);
    }

    /** A wanted region is not wanted any more. */
    void unwant(JobRegion region) {
        for (Execution member : region.members) {
            member.shared.waiting.remove(region);
            release(member);
        }
        region.unbound = 0;
    }

    /** The task has ended, or only waits for its commit: its executor does not count it in its slot any more either. */
    void left(Execution member) {
        release(member);
        Slot slot = member.slot;
        if (slot != null && member.pinned) pool.unpin(slot, context.nowMs());
        member.pinned = false;
        member.slot = null;
    }

    private void pin(Execution member) {
        if (member.slot == null || member.pinned) return;
        member.pinned = true;
        pool.pin(member.slot);
    }

    private void release(Execution member) {
        if (!member.usesSlot) return;
        member.usesSlot = false;
        SharedSlot shared = member.shared;
        if (--shared.users > 0) return;
        needed.merge(shared.profile, -1, Integer::sum);
        Slot slot = shared.slot;
        if (slot == null) return;
        unbind(shared, slot);
        shared.lastWorker = slot.worker();
        shared.lastAllocation = slot.allocation();
        pool.giveBack(slot, context.nowMs());
        serve(slot);
    }

    /**
     * A slot is free: whoever waits for one of that size, else the first in line of those that it covers, gets it.
     * Tells whether somebody did. The ResourceManager matches in the same order.
     */
    boolean serve(Slot slot) {
        ArrayDeque<SharedSlot> first = null;
        for (Map.Entry<ResourceProfile, ArrayDeque<SharedSlot>> each : queues.entrySet()) {
            SharedSlot head = head(each.getValue());
            if (head == null || !slot.profile().covers(each.getKey())) continue;
            if (slot.profile().equals(each.getKey())) {
                first = each.getValue();
                break;
            }
            if (first == null || head.order < first.element().order) first = each.getValue();
        }
        if (first == null) return false;
        SharedSlot shared = first.remove();
        shared.queued = false;
        bind(shared, pool.take(slot));
        return true;
    }

    /** Whether somebody waits for such a slot. */
    boolean wants(ResourceProfile profile) {
        for (Map.Entry<ResourceProfile, ArrayDeque<SharedSlot>> each : queues.entrySet()) {
            if (head(each.getValue()) != null && profile.covers(each.getKey())) return true;
        }
        return false;
    }

    /** The slot is gone from the pool. Wanted regions must be wanted anew. */
    void lost(Slot slot) {
        SharedSlot shared = holders.get(slot);
        if (shared != null) unbind(shared, slot);
    }

    /** A task runs already, in that slot, deployed by an earlier JobMaster. */
    void adopt(Execution member, Slot slot) {
        use(member);
        member.slot = slot;
        if (member.shared.slot == slot) return;
        if (member.shared.slot == null && slot.free()) bind(member.shared, pool.take(slot));
        else pin(member);
    }

    /** Regions that got their last slot since the last call. */
    List<JobRegion> takeBound() {
        List<JobRegion> taken = bound;
        bound = new ArrayList<>();
        return taken;
    }

    /** How many shared slots have users, by what they need; none with zero. */
    Map<ResourceProfile, Integer> needed() {
        needed.values().removeIf(count -> count == 0);
        return needed;
    }

    /**
     * The same as the ResourceManager shall see it: who holds a larger slot than needed counts as needing that, so that
     * nobody else is thought to have it.
     */
    Map<ResourceProfile, Integer> requirements() {
        var requirements = new LinkedHashMap<>(needed());
        exchanged.forEach((profile, change) -> requirements.merge(profile, change, Integer::sum));
        requirements.values().removeIf(count -> count == 0);
        return requirements;
    }

    private void use(Execution member) {
        if (member.usesSlot) return;
        member.usesSlot = true;
        if (member.shared.users++ == 0) needed.merge(member.shared.profile, 1, Integer::sum);
    }

    private void seek(SharedSlot shared) {
        if (shared.slot != null || shared.queued) return;
        Slot last = last(shared.lastWorker, shared);
        Slot slot = last != null && last.free() ? pool.take(last) : pool.takeCovering(shared.profile);
        if (slot != null) {
            bind(shared, slot);
            return;
        }
        shared.queued = true;
        shared.order = ordered++;
        queues.computeIfAbsent(shared.profile, absent -> new ArrayDeque<>()).add(shared);
    }

    private @Nullable Slot last(@Nullable NodeId worker, SharedSlot shared) {
        return worker == null || shared.lastAllocation == null ? null : pool.get(worker, shared.lastAllocation);
    }

    private void bind(SharedSlot shared, Slot slot) {
        shared.slot = slot;
        holders.put(slot, shared);
        exchange(shared.profile, slot.profile());
        for (JobRegion region : shared.waiting) {
            if (--region.unbound == 0) bound.add(region);
        }
        shared.waiting.clear();
    }

    private void unbind(SharedSlot shared, Slot slot) {
        shared.slot = null;
        holders.remove(slot);
        exchange(slot.profile(), shared.profile);
    }

    private void exchange(ResourceProfile less, ResourceProfile more) {
        if (less.equals(more)) return;
        exchanged.merge(less, -1, Integer::sum);
        exchanged.merge(more, 1, Integer::sum);
        exchanged.values().removeIf(count -> count == 0);
    }

    /** The first that still waits, or null. */
    private static @Nullable SharedSlot head(ArrayDeque<SharedSlot> queue) {
        while (!queue.isEmpty()) {
            SharedSlot head = queue.element();
            if (head.users > 0 && head.slot == null) return head;
            head.queued = false;
            queue.remove();
        }
        return null;
    }
}
