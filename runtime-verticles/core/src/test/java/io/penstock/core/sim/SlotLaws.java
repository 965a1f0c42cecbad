// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.AllocationId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SlotReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold of slots: an allocation names one holding, on one worker, from its grant to its end. */
final class SlotLaws {
    /** What one worker says that it holds. */
    private static final class Holder {
        final Set<AllocationId> held = new TreeSet<>();
        final Set<AllocationId> past = new TreeSet<>();

        @Nullable
        SlotReport last;
    }

    private final Simulation world;
    private final Map<AllocationId, NodeId> holders = new TreeMap<>();
    private final Map<NodeId, Holder> workers = new HashMap<>();

    SlotLaws(Simulation world) {
        this.world = world;
    }

    /** A worker says something, in the order in which it decides. */
    void says(NodeId worker, Message message) {
        if (message instanceof Message.SlotRequestAnswer answer) {
            if (answer.granted()) granted(worker, answer.allocation());
        } else if (message instanceof Message.WorkerBeat beat) {
            reported(worker, beat.slots());
        } else if (message instanceof Message.RegisterWorker register) {
            reported(worker, register.slots());
        }
    }

    private void granted(NodeId worker, AllocationId allocation) {
        NodeId other = holders.putIfAbsent(allocation, worker);
        check(other == null || other.equals(worker), "%s is held by %s and %s", allocation, other, worker);
        holder(worker).held.add(allocation);
        check(!holder(worker).past.contains(allocation), "%s gives %s once more", worker, allocation);
    }

    private void reported(NodeId worker, SlotReport report) {
        Holder holder = holder(worker);
        if (report.equals(holder.last)) return;
        holder.last = report;
        var now = new TreeSet<AllocationId>();
        var jobs = new TreeMap<AllocationId, JobId>();
        for (SlotReport.Holding holding : report.holdings()) {
            now.add(holding.allocation());
            jobs.put(holding.allocation(), holding.job());
        }
        for (AllocationId each : now)
            check(!holder.past.contains(each), "%s holds %s of %s once more", worker, each, jobs.get(each));
        for (AllocationId each : holder.held) if (!now.contains(each)) holder.past.add(each);
        holder.held.clear();
        holder.held.addAll(now);
    }

    private Holder holder(NodeId worker) {
        return workers.computeIfAbsent(worker, id -> new Holder());
    }

    private void check(boolean holds, String text, @Nullable Object... args) {
        world.invariants.check(holds, text, args);
    }
}
