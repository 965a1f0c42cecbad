// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import io.penstock.core.program.ProgramException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Proves the shape of a plan: also one that no evaluator made. */
final class PlanShape {
    private PlanShape() {}

    /** The edges into each node; throws if an edge dangles, an input is open, or a uid is taken. */
    static List<List<PlanEdge>> inputs(Plan plan) {
        int count = plan.nodes().size();
        if (count == 0) throw ProgramException.of("the job has no operators", "begin with a source");
        checkNodes(plan);
        List<List<PlanEdge>> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) inputs.add(new ArrayList<>());
        for (PlanEdge e : plan.edges()) {
            if (e.source() < 0 || e.source() >= count || e.target() < 0 || e.target() >= count) {
                throw ProgramException.of(
                        "an edge leads from operator " + e.source() + " to operator " + e.target()
                                + ", but there are only " + count + " operators, numbered from 0",
                        "connect operators that exist");
            }
            inputs.get(e.target()).add(e);
        }
        for (PlanNode node : plan.nodes()) checkInputs(node, inputs.get(node.id()));
        return inputs;
    }

    private static void checkNodes(Plan plan) {
        var uids = new TreeMap<String, String>();
        for (int i = 0; i < plan.nodes().size(); i++) {
            PlanNode node = plan.nodes().get(i);
            if (node.id() != i) {
                throw ProgramException.at(
                        node.name(), "it has id " + node.id() + " at position " + i, "ids are positions");
            }
            if (node.uid() == null) continue;
            String other = uids.put(node.uid(), node.name());
            if (other != null) {
                throw ProgramException.at(
                        node.name(),
                        "uid '" + node.uid() + "' is also that of operator '" + other + "'",
                        "give each operator a uid of its own: its state is stored under it");
            }
        }
    }

    private static void checkInputs(PlanNode node, List<PlanEdge> edges) {
        int inputs = node.spec().inputs();
        for (PlanEdge e : edges) {
            if (e.input() < 0 || e.input() >= inputs) {
                throw ProgramException.at(
                        node.name(),
                        "an edge enters input " + e.input() + ", but it has " + inputs + " inputs",
                        "inputs are numbered from 0");
            }
        }
        for (int input = 0; input < inputs; input++) {
            int wanted = input;
            if (edges.stream().noneMatch(e -> e.input() == wanted)) {
                throw ProgramException.at(node.name(), "nothing enters input " + input, "connect it to a stream");
            }
        }
    }

    /** Producers before consumers, otherwise by id; throws if the plan has a cycle. */
    static List<Integer> order(Plan plan, List<List<PlanEdge>> inputs) {
        int count = plan.nodes().size();
        int[] open = new int[count];
        List<List<Integer>> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) targets.add(new ArrayList<>());
        var ready = new PriorityQueue<Integer>();
        for (int id = 0; id < count; id++) {
            open[id] = inputs.get(id).size();
            if (open[id] == 0) ready.add(id);
            for (PlanEdge e : inputs.get(id)) targets.get(e.source()).add(id);
        }
        List<Integer> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            int id = ready.remove();
            order.add(id);
            for (int target : targets.get(id)) if (--open[target] == 0) ready.add(target);
        }
        if (order.size() == count) return order;
        throw ProgramException.at(
                onCycle(plan, inputs, open),
                "it is part of a cycle: its output comes back to it",
                "a job must flow one way; keep what must come back as state");
    }

    /** Walks from an operator that was never ready to its unready producers until one comes again. */
    private static String onCycle(Plan plan, List<List<PlanEdge>> inputs, int[] open) {
        int at = 0;
        while (open[at] == 0) at++;
        boolean[] seen = new boolean[open.length];
        while (!seen[at]) {
            seen[at] = true;
            at = inputs.get(at).stream()
                    .mapToInt(PlanEdge::source)
                    .filter(s -> open[s] > 0)
                    .findFirst()
                    .orElseThrow();
        }
        return plan.nodes().get(at).name();
    }
}
