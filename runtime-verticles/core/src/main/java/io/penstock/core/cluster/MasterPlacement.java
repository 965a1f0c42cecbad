// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.Guard;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where JobMasters live: on the coordinator that has the fewest. Hands out their tokens, each higher than all before.
 */
final class MasterPlacement {
    /** Time by which a deposed leader has certainly noticed, and what it had sent to the store has arrived. */
    private static final long DEPOSED_MS = 60_000;

    private static final int DEAD_MAX = 1_000;

    private final DispatcherConfig config;
    private final FencingToken token;
    private final Endpoint dispatcher;
    private final ActionList out;
    /**
     * With how often in a row a JobMaster placed there was never heard of: membership may name nodes that are long
     * gone.
     */
    private final Map<NodeId, Integer> coordinators = new TreeMap<>();

    /** Processes known to be gone, the latest last. */
    private final Set<NodeId> dead = new LinkedHashSet<>();

    private long reignSinceMs;
    private long issued;

    MasterPlacement(DispatcherConfig config, FencingToken token, Endpoint dispatcher, ActionList out) {
        this.config = config;
        this.token = token;
        this.dispatcher = dispatcher;
        this.out = out;
    }

    /** Tells a JobMaster who leads. */
    void greet(Endpoint master) {
        Endpoint resourceManager = Endpoint.of(dispatcher.node(), Role.RESOURCE_MANAGER);
        out.send(master, new Message.DispatcherBeat(token, dispatcher, resourceManager));
    }

    void reignBegins(long nowMs) {
        reignSinceMs = nowMs;
    }

    void coordinatorJoined(NodeId node) {
        dead.remove(node);
        coordinators.put(node, 0);
    }

    void coordinatorLeft(NodeId node) {
        coordinators.remove(node);
    }

    void died(NodeId node) {
        coordinators.remove(node);
        dead.add(node);
        if (dead.size() > DEAD_MAX) dead.remove(dead.iterator().next());
    }

    boolean isDead(NodeId node) {
        return dead.contains(node);
    }

    boolean isThere(NodeId node) {
        return coordinators.containsKey(node);
    }

    /** A hint that its node left is given two beats to prove wrong: a JobMaster that lives is not worth replacing. */
    boolean isGone(DispatchedJob job, NodeId node, long nowMs) {
        if (isDead(node)) return true;
        if (isThere(node)) job.goneAtMs = Long.MAX_VALUE;
        else if (job.goneAtMs == Long.MAX_VALUE) job.goneAtMs = nowMs + 2 * config.beatMs();
        return nowMs >= job.goneAtMs || nowMs - job.masterHeardMs > config.deadAfterMs();
    }

    /** A JobMaster there was heard of. */
    void confirmed(NodeId node) {
        coordinators.computeIfPresent(node, (id, failures) -> 0);
    }

    /** The highest token handed out: what a JobMaster of this reign or an earlier one has written, this may remove. */
    FencingToken highest() {
        return new FencingToken(token.term(), issued);
    }

    /** Gives the job a JobMaster with a new token, once the record says so; a former one is fenced off by that. */
    void place(DispatchedJob job, Collection<DispatchedJob> all, long nowMs) {
        NodeId former = job.record.jobMaster();
        if (former != null && !job.confirmed) coordinators.computeIfPresent(former, (id, failures) -> failures + 1);
        NodeId node = choose(former, all);
        if (node == null) {
            job.reason = "waits for a coordinator to hold its JobMaster";
            return;
        }
        job.placed(node, new FencingToken(token.term(), ++issued), isFirst(job, nowMs), nowMs);
        job.reason = "its JobMaster starts on " + node;
        start(job);
    }

    /**
     * Tells the host, also again: the record is written first each time, since only that is certain to precede the
     * JobMaster.
     */
    void start(DispatchedJob job) {
        NodeId node = job.record.jobMaster();
        if (node == null) throw new IllegalStateException(job.id + " is not placed");
        job.accepted = true;
        out.persist(job.record, token);
        out.send(
                Endpoint.of(node, Role.JOB_MASTER_HOST),
                new Message.StartJobMaster(job.id, job.record.jobToken(), token, dispatcher));
    }

    /** A leader deposed a moment ago may have placed a JobMaster in a record that this one has not seen. */
    @Guard(value = "dispatcher/first-job-master", open = true)
    private boolean isFirst(DispatchedJob job, long nowMs) {
        return job.record.starts() > 0 || token.term() == 1 || nowMs - reignSinceMs > DEPOSED_MS;
    }

    private @Nullable NodeId choose(@Nullable NodeId former, Collection<DispatchedJob> all) {
        Map<NodeId, Integer> load = new TreeMap<>();
        for (NodeId node : coordinators.keySet()) load.put(node, 0);
        for (DispatchedJob job : all) {
            NodeId node = job.record.jobMaster();
            if (node != null) load.computeIfPresent(node, (id, count) -> count + 1);
        }
        Comparator<NodeId> byFailures = Comparator.comparing(node -> coordinators.getOrDefault(node, 0));
        return load.keySet().stream()
                .filter(node -> !node.equals(former) || load.size() == 1)
                .min(byFailures.thenComparing(node -> load.getOrDefault(node, 0)))
                .orElse(null);
    }
}
