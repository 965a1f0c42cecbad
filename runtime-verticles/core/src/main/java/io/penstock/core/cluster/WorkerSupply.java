// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Action;
import io.penstock.core.message.NodeId;
import io.penstock.core.slot.SlotLedger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Asks the worker provider for workers while slots are missing, and gives idle ones back. */
final class WorkerSupply {
    private final ResourceConfig.Supply config;
    private final int spareSlots;
    private final SlotLedger ledger;
    private final ActionList out;
    /** When each worker that is expected will have been waited for long enough. */
    private final Deque<Long> expectedUntilMs = new ArrayDeque<>();

    private final Map<NodeId, Long> idleSinceMs = new TreeMap<>();
    /** Those that were told to stop and are still there. */
    private final Set<NodeId> stopping = new TreeSet<>();

    WorkerSupply(ResourceConfig.Supply config, int spareSlots, SlotLedger ledger, ActionList out) {
        this.config = config;
        this.spareSlots = spareSlots;
        this.ledger = ledger;
        this.out = out;
    }

    /** Workers that are started but not registered. */
    int expected() {
        return expectedUntilMs.size();
    }

    void registered() {
        expectedUntilMs.poll();
    }

    void need(int missingSlots, long nowMs) {
        while (!expectedUntilMs.isEmpty() && expectedUntilMs.peek() <= nowMs) expectedUntilMs.poll();
        int missing = missingSlots + Math.max(0, spareSlots - ledger.freeSlots());
        int wanted = (missing + config.slotsPerWorker() - 1) / config.slotsPerWorker() - expected();
        int allowed = config.workersMax() - ledger.workers().size() - expected();
        int count = Math.min(wanted, allowed);
        if (count <= 0) return;
        for (int i = 0; i < count; i++) expectedUntilMs.add(nowMs + config.startTimeoutMs());
        out.add(new Action.StartWorkers(count));
    }

    void stopIdle(long nowMs) {
        if (config.workersMax() == 0) return;
        idleSinceMs.keySet().removeIf(worker -> !ledger.knows(worker));
        stopping.retainAll(idleSinceMs.keySet());
        List<NodeId> stop = new ArrayList<>();
        for (NodeId worker : ledger.workers()) {
            if (!ledger.allocationsOn(worker).isEmpty()) idleSinceMs.remove(worker);
            else if (nowMs - idleSinceMs.computeIfAbsent(worker, fresh -> nowMs) >= config.idleMs()) stop.add(worker);
        }
        int above = ledger.workers().size() - config.workersMin();
        int free = ledger.freeSlots();
        for (NodeId worker : stopping) free -= ledger.freeSlotsOf(worker);
        for (NodeId worker : stop.subList(0, Math.max(0, Math.min(above, stop.size())))) {
            if (!stopping.contains(worker) && free - ledger.freeSlotsOf(worker) < spareSlots) continue;
            if (stopping.add(worker)) free -= ledger.freeSlotsOf(worker);
            idleSinceMs.put(worker, nowMs);
            ledger.close(worker, true);
            out.add(new Action.StopWorker(worker));
        }
    }
}
