// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.operator.Combiner;
import io.penstock.core.flow.operator.Combining;
import io.penstock.core.flow.operator.Fork;
import io.penstock.core.flow.operator.ForkOfChain;
import io.penstock.core.flow.operator.HeadLoop;
import io.penstock.core.flow.operator.HeadOfChain;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.Operator.SideOutput;
import io.penstock.core.flow.operator.OperatorContext;
import io.penstock.core.flow.operator.SourceHead;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.flow.operator.TaskClock;
import io.penstock.core.flow.output.EdgeOutput;
import io.penstock.core.flow.output.EdgeOutputs;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import io.penstock.core.program.Partitioning;
import io.penstock.core.program.PlanEdge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a task's operators from the program and connects them as the job graph says. */
final class ChainBuilder {
    private final TaskSpec spec;
    private final JobVertex vertex;
    private final TaskClock clock;
    private final List<Operator> operators = new ArrayList<>();
    private final List<EdgeOutput> outputs = new ArrayList<>();
    private final List<Chain.Tail> combiners = new ArrayList<>();

    ChainBuilder(TaskSpec spec, TaskClock clock) {
        this.spec = spec;
        this.vertex = spec.vertex();
        this.clock = clock;
    }

    /** The operators; edge outputs are open and attached, the rest is not. */
    Chain build() {
        List<Chain.Link> links = new ArrayList<>();
        for (OperatorNode node : vertex.operators()) {
            Operator operator = OperatorTemplates.create(
                    spec.plan().nodes().get(node.planNode()).spec(), specialization(node.operatorId()));
            operators.add(operator);
            links.add(new Chain.Link(node.operatorId(), operator));
        }
        for (OutputEdge output : spec.outputs()) outputs.add(output(output));
        for (int i = 0; i < operators.size(); i++) connect(i);
        Operator first = operators.get(0);
        if (first instanceof SourceHead source) return new Chain(null, source, links, combiners, outputs);
        HeadOfChain head = specialization(vertex.vertexId()).instantiate(HeadLoop.class, HeadOfChain.class);
        head.connect(first, List.of(), List.of(first));
        return new Chain(head, null, links, combiners, outputs);
    }

    /** Where an operator runs. */
    OperatorContext context(OperatorNode node) {
        return context(node.operatorId(), node.name());
    }

    private OperatorContext context(String operatorId, String name) {
        TaskEnvironment environment = spec.environment();
        return new OperatorContext(
                environment.jobId(),
                operatorId,
                name,
                spec.subtask(),
                vertex.parallelism(),
                spec.attempt(),
                environment.metrics(operatorId, name),
                clock,
                environment::wake,
                environment::spill);
    }

    private Specialization specialization(String name) {
        return new Specialization(spec.specializer(), name);
    }

    private EdgeOutput output(OutputEdge output) {
        JobEdge edge = output.edge();
        OperatorNode node = vertex.operators().get(edge.sourceOperator());
        output.port().attach(spec.environment());
        return EdgeOutputs.create(
                edge.pattern(),
                partitioning(edge, node),
                output.maxParallelism(),
                output.port(),
                specialization(node.operatorId() + "/edge-" + edge.index()),
                context(node));
    }

    /** The functions that an edge needs, from the program's edge between the same operators. */
    private @Nullable Partitioning partitioning(JobEdge edge, OperatorNode node) {
        if (edge.pattern() != ExchangePattern.HASH && edge.pattern() != ExchangePattern.CUSTOM) return null;
        int target =
                spec.graph().vertices().get(edge.target()).operators().get(0).planNode();
        for (PlanEdge candidate : spec.plan().edges()) {
            if (candidate.source() == node.planNode()
                    && candidate.target() == target
                    && candidate.input() == edge.input()
                    && Objects.equals(candidate.sideOutput(), edge.sideOutput())
                    && fits(candidate.partitioning(), edge.pattern())) {
                return candidate.partitioning();
            }
        }
        return null;
    }

    private static boolean fits(Partitioning partitioning, ExchangePattern pattern) {
        return pattern == ExchangePattern.HASH
                ? partitioning instanceof Partitioning.Hash
                : partitioning instanceof Partitioning.Custom;
    }

    private void connect(int index) {
        Map<String, List<Operator>> bySide = new LinkedHashMap<>();
        List<Operator> main = new ArrayList<>();
        List<Operator> downstream = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            OperatorNode node = vertex.operators().get(i);
            if (node.chainInput() == index) add(node.sideOutput(), operators.get(i), main, bySide, downstream);
        }
        for (int i = 0; i < outputs.size(); i++) {
            JobEdge edge = spec.outputs().get(i).edge();
            if (edge.sourceOperator() == index)
                add(edge.sideOutput(), withCombiner(spec.outputs().get(i), outputs.get(i)), main, bySide, downstream);
        }
        String name = vertex.operators().get(index).operatorId();
        List<SideOutput> sides = new ArrayList<>();
        bySide.forEach((tag, to) -> sides.add(new SideOutput(tag, join(to, name + "/" + tag))));
        operators.get(index).connect(join(main, name), sides, downstream);
    }

    /**
     * The output, or a combiner before it if the consumer is an aggregation that takes partial results. Where windows'
     * records are handed over as references, a second table costs as many cache misses as it saves, and its trials
     * alone a tenth: nothing combines there unless it is told to.
     */
    private Operator withCombiner(OutputEdge exchange, EdgeOutput output) {
        JobEdge edge = exchange.edge();
        Combining combining = FlowOptions.combining(spec.graph().options());
        if (edge.pattern() != ExchangePattern.HASH || combining == Combining.NEVER) return output;
        int consumer =
                spec.graph().vertices().get(edge.target()).operators().get(0).planNode();
        OperatorSpec operator = spec.plan().nodes().get(consumer).spec();
        boolean encodes = exchange.port().encodes();
        if (operator instanceof WindowSpec && combining == Combining.AUTO && !encodes) return output;
        Class<? extends Combiner> template = OperatorTemplates.combiner(operator, spec.restored() != null);
        if (template == null) return output;
        OperatorNode node = vertex.operators().get(edge.sourceOperator());
        Specialization own = specialization(node.operatorId() + "/combine-" + edge.index());
        Combiner combiner = own.instantiate(template, Combiner.class);
        combiner.configure(operator, own);
        combiner.connect(output, List.of(), List.of(output));
        combiner.to(output, combining, encodes);
        combiner.open(context(node));
        combiners.add(new Chain.Tail(operators.get(edge.sourceOperator()), combiner));
        return combiner;
    }

    private static void add(
            @Nullable String side,
            Operator to,
            List<Operator> main,
            Map<String, List<Operator>> bySide,
            List<Operator> downstream) {
        (side == null ? main : bySide.computeIfAbsent(side, tag -> new ArrayList<>())).add(to);
        downstream.add(to);
    }

    private Operator join(List<Operator> to, String name) {
        if (to.isEmpty()) return Operator.discard();
        if (to.size() == 1) return to.get(0);
        ForkOfChain fork = specialization(name).instantiate(Fork.class, ForkOfChain.class);
        fork.to(to.toArray(Operator[]::new));
        return fork;
    }
}
