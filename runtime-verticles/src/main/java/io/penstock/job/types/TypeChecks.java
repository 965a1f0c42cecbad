// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.program.FunctionListener;
import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import io.penstock.core.program.ProgramException;
import io.penstock.exchange.wire.SendableTypes;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The check of one program's record and key types, at submission. It listens to one evaluation, and then judges the
 * plan that came of it: what can be known to fail is refused by name and path, what cannot be known is told. Not
 * thread-safe.
 */
public final class TypeChecks {
    private final LambdaSites lambdas = new LambdaSites();

    /** To be given to the evaluation. */
    public FunctionListener listener() {
        return lambdas;
    }

    /**
     * Judges what leaves a task.
     *
     * @return the operators whose records are checked only when the first of them is sent, since nothing tells their
     *     type
     * @throws ProgramException for the first type that cannot be sent, naming operator, type, path and remedy
     */
    public List<String> check(Plan plan, JobGraph graph) {
        SendableTypes sendable = new SendableTypes(
                plan.serializers().stream().map(s -> s.type().getName()).collect(Collectors.toSet()));
        StreamTypes types = new StreamTypes(plan, lambdas);
        List<String> unknown = new ArrayList<>();
        for (PlanEdge edge : JobGraphs.planEdges(plan, graph)) {
            PlanNode producer = plan.nodes().get(edge.source());
            checkKey(types.keyOf(edge), sendable, plan.nodes().get(edge.target()));
            List<Type> records = types.ofEdge(edge);
            for (Type type : records) sendable.problem(type).ifPresent(problem -> refuse(producer, problem));
            boolean told = records.isEmpty() && !unknown.contains(producer.name());
            if (told) unknown.add(producer.name());
        }
        return unknown;
    }

    private static void checkKey(@Nullable Type key, SendableTypes sendable, PlanNode consumer) {
        if (key == null) return;
        if (key instanceof Class<?> c && c.isArray()) {
            throw ProgramException.at(
                    consumer.name(),
                    "its key is of type " + c.getTypeName() + ", but equal arrays are not equal objects",
                    "use a record, a list or a string of the elements as key");
        }
        Optional<SendableTypes.Problem> problem = sendable.problem(key);
        if (problem.isPresent()) refuse(consumer, problem.get());
    }

    private static void refuse(PlanNode node, SendableTypes.Problem problem) {
        String simple = problem.type().substring(problem.type().lastIndexOf('.') + 1);
        throw ProgramException.at(
                node.name(),
                problem.sentence(),
                "use a plain value instead, or give the job a serializer for it: job.serializer("
                        + simple.replace('$', '.') + ".class, ...)");
    }
}
