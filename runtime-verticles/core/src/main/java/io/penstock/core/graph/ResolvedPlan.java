// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Partitioning;
import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import io.penstock.core.program.ProgramException;
import io.penstock.core.program.ProgramLimits;
import java.util.List;
import java.util.TreeSet;

/**
 * A plan whose shape is proven and in which nothing is left open: parallelism, key groups, slot sharing group,
 * patterns.
 */
final class ResolvedPlan {
    private static final int MAX_PARALLELISM_DEFAULT = 128;

    private final Plan plan;
    private final boolean batch;
    private final List<Integer> order;
    private final List<List<PlanEdge>> inputs;
    private final Settings[] settings;
    private final ExchangePattern[] patterns;

    /** What was resolved for one node. */
    record Settings(int parallelism, int maxParallelism, String slotSharingGroup, boolean bounded) {}

    private ResolvedPlan(Plan plan, boolean batch) {
        this.plan = plan;
        this.batch = batch;
        this.inputs = PlanShape.inputs(plan);
        this.order = PlanShape.order(plan, inputs);
        this.settings = new Settings[plan.nodes().size()];
        this.patterns = new ExchangePattern[plan.edges().size()];
    }

    static ResolvedPlan of(Plan plan, int defaultParallelism) {
        int fallback = plan.parallelism() > 0 ? plan.parallelism() : defaultParallelism;
        if (fallback < 1 || fallback > ProgramLimits.PARALLELISM_MAX) {
            throw ProgramException.of(
                    "the job's parallelism must be from 1 to " + ProgramLimits.PARALLELISM_MAX + ", not " + fallback,
                    "submit it with another one");
        }
        var resolved = new ResolvedPlan(plan, Sources.ask(null, plan::batch));
        for (int id : resolved.order)
            resolved.settings[id] = resolved.settle(plan.nodes().get(id), fallback);
        for (int i = 0; i < resolved.patterns.length; i++) resolved.patterns[i] = resolved.choosePattern(i);
        return resolved;
    }

    private Settings settle(PlanNode node, int fallback) {
        int parallelism = parallelism(node, fallback);
        int maxParallelism = maxParallelism(node, parallelism);
        if (parallelism > maxParallelism) {
            throw ProgramException.at(
                    node.name(),
                    "parallelism " + parallelism + " exceeds max parallelism " + maxParallelism,
                    "raise maxParallelism or lower the parallelism");
        }
        return new Settings(parallelism, maxParallelism, slotSharingGroup(node), bounded(node));
    }

    private static int parallelism(PlanNode node, int fallback) {
        int limit = Sources.maxParallelism(node);
        if (node.parallelism() == 0) return Math.min(fallback, limit);
        if (node.parallelism() < 0 || node.parallelism() > ProgramLimits.PARALLELISM_MAX) {
            throw ProgramException.at(
                    node.name(),
                    "parallelism must be from 1 to " + ProgramLimits.PARALLELISM_MAX + ", not " + node.parallelism(),
                    "leave it out to use the job's default");
        }
        if (node.parallelism() > limit) {
            throw ProgramException.at(
                    node.name(),
                    "parallelism " + node.parallelism() + " is more than the " + limit + " its source can use",
                    "leave it out, and call rebalance() after the source to spread its records");
        }
        return node.parallelism();
    }

    /**
     * By default room to grow by half, as a power of two, so that small changes of the parallelism keep the number of
     * key groups.
     */
    private int maxParallelism(PlanNode node, int parallelism) {
        int chosen = node.maxParallelism() != 0 ? node.maxParallelism() : plan.maxParallelism();
        if (chosen < 0 || chosen > KeyGroups.COUNT_MAX) {
            throw ProgramException.at(
                    node.name(),
                    "max parallelism must be from 1 to " + KeyGroups.COUNT_MAX + ", not " + chosen,
                    "leave it out to use the default");
        }
        if (chosen > 0) return chosen;
        int roomy = Math.min(parallelism + parallelism / 2, KeyGroups.COUNT_MAX);
        int powerOfTwo = Integer.highestOneBit(Math.max(1, roomy - 1)) << 1;
        return Math.max(MAX_PARALLELISM_DEFAULT, powerOfTwo);
    }

    private String slotSharingGroup(PlanNode node) {
        if (node.slotSharingGroup() != null) return node.slotSharingGroup();
        var groups = new TreeSet<String>();
        for (PlanEdge e : inputs.get(node.id())) groups.add(settings[e.source()].slotSharingGroup());
        return groups.size() == 1 ? groups.first() : "default";
    }

    private boolean bounded(PlanNode node) {
        return Sources.bounded(node) && inputs.get(node.id()).stream().allMatch(e -> settings[e.source()].bounded());
    }

    private ExchangePattern choosePattern(int index) {
        PlanEdge edge = plan.edges().get(index);
        ExchangePattern pattern = pattern(edge.partitioning());
        int from = settings[edge.source()].parallelism();
        int to = settings[edge.target()].parallelism();
        if (pattern != ExchangePattern.FORWARD || from == to) return pattern;
        if (!edge.explicit()) return ExchangePattern.REBALANCE;
        throw ProgramException.at(
                plan.nodes().get(edge.target()).name(),
                "forward needs equal parallelism, but '"
                        + plan.nodes().get(edge.source()).name() + "' before it has " + from + " and it has " + to,
                "give both the same parallelism, or use rescale() or rebalance() instead of forward()");
    }

    private static ExchangePattern pattern(Partitioning partitioning) {
        if (partitioning instanceof Partitioning.Forward) return ExchangePattern.FORWARD;
        if (partitioning instanceof Partitioning.Hash) return ExchangePattern.HASH;
        if (partitioning instanceof Partitioning.Rebalance) return ExchangePattern.REBALANCE;
        if (partitioning instanceof Partitioning.Rescale) return ExchangePattern.RESCALE;
        if (partitioning instanceof Partitioning.Shuffle) return ExchangePattern.SHUFFLE;
        if (partitioning instanceof Partitioning.Broadcast) return ExchangePattern.BROADCAST;
        return ExchangePattern.CUSTOM;
    }

    Plan plan() {
        return plan;
    }

    boolean batch() {
        return batch;
    }

    /** All node ids, producers before consumers. */
    List<Integer> order() {
        return order;
    }

    /** The edges into a node, in order of definition. */
    List<PlanEdge> inputs(int id) {
        return inputs.get(id);
    }

    Settings settings(int id) {
        return settings[id];
    }

    /** By position of the edge in the plan. */
    ExchangePattern pattern(int edgeIndex) {
        return patterns[edgeIndex];
    }
}
