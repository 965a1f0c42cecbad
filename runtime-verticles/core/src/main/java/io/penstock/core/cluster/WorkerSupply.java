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
import java.util.TreeMap;

/** Asks the worker provider for workers while slots are missing, and gives idle ones back. */
final class WorkerSupply {
    private final ResourceConfig.Supply config;
    private final SlotLedger ledger;
    private final ActionList out;
    /** When each worker that is expected will have been waited for long enough. */
    private final Deque<Long> expectedUntilMs = new ArrayDeque<>();

    private final Map<NodeId, Long> idleSinceMs = new TreeMap<>();

    WorkerSupply(ResourceConfig.Supply config, SlotLedger ledger, ActionList out) {
        this.config = config;
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
        int wanted = (missingSlots + config.slotsPerWorker() - 1) / config.slotsPerWorker() - expected();
        int allowed = config.workersMax() - ledger.workers().size() - expected();
        int count = Math.min(wanted, allowed);
        if (count <= 0) return;
        for (int i = 0; i < count; i++) expectedUntilMs.add(nowMs + config.startTimeoutMs());
        out.add(new Action.StartWorkers(count));
    }

    void stopIdle(long nowMs) {
        if (config.workersMax() == 0) return;
        idleSinceMs.keySet().removeIf(worker -> !ledger.knows(worker));
        List<NodeId> stop = new ArrayList<>();
        for (NodeId worker : ledger.workers()) {
            if (!ledger.allocationsOn(worker).isEmpty()) idleSinceMs.remove(worker);
            else if (nowMs - idleSinceMs.computeIfAbsent(worker, fresh -> nowMs) >= config.idleMs()) stop.add(worker);
        }
        int spare = ledger.workers().size() - config.workersMin();
        for (NodeId worker : stop.subList(0, Math.max(0, Math.min(spare, stop.size())))) {
            idleSinceMs.put(worker, nowMs);
            ledger.close(worker, true);
            out.add(new Action.StopWorker(worker));
        }
    }
}
