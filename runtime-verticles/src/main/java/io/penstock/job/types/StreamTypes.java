// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;
import io.penstock.api.function.FilterFunction;
import io.penstock.api.function.FlatMapFunction;
import io.penstock.api.function.JoinFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.MapFunction;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.source.Source;
import io.penstock.core.program.IterableFlatMap;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.Partitioning;
import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import io.penstock.exchange.wire.TypeVariables;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The types of a plan's streams, as far as they can be known: by {@code returns} and {@code keyType}, by the signatures
 * of function classes, by what lambdas give, and by what the next function takes. Not thread-safe.
 */
final class StreamTypes {
    private final Plan plan;
    private final LambdaSites lambdas;

    StreamTypes(Plan plan, LambdaSites lambdas) {
        this.plan = plan;
        this.lambdas = lambdas;
    }

    /** What may travel along an edge; empty if nobody can know. */
    List<Type> ofEdge(PlanEdge edge) {
        List<Type> produced = edge.sideOutput() == null ? ofOutput(edge.source()) : List.of();
        if (!produced.isEmpty()) return produced;
        Type taken = edge.partitioning() instanceof Partitioning.Hash hash
                ? argument(hash.key(), KeySelector.class, 0)
                : null;
        if (taken == null) taken = taken(plan.nodes().get(edge.target()).spec());
        return known(taken);
    }

    /** What the keys of an edge are; null if nobody can know, or if it has none. */
    @Nullable
    Type keyOf(PlanEdge edge) {
        return edge.partitioning() instanceof Partitioning.Hash hash ? key(hash.key(), hash.keyType()) : null;
    }

    private @Nullable Type key(KeySelector<?, ?> selector, @Nullable Class<?> declared) {
        return declared != null ? declared : result(selector, KeySelector.class, 1);
    }

    private List<Type> ofOutput(int id) {
        PlanNode node = plan.nodes().get(id);
        if (node.recordType() != null) return List.of(node.recordType());
        OperatorSpec spec = node.spec();
        boolean passes = spec instanceof OperatorSpec.FilterSpec
                || spec instanceof OperatorSpec.WatermarkSpec
                || spec instanceof OperatorSpec.ReduceSpec;
        return passes ? ofInputs(id) : known(made(spec, id));
    }

    private List<Type> ofInputs(int id) {
        List<Type> types = new ArrayList<>();
        for (PlanEdge edge : plan.edges()) {
            if (edge.target() != id) continue;
            List<Type> one = ofEdge(edge);
            if (one.isEmpty()) return List.of();
            types.addAll(one);
        }
        return types;
    }

    private @Nullable Type made(OperatorSpec spec, int id) {
        if (spec instanceof OperatorSpec.SourceSpec s) return read(s.source());
        if (spec instanceof OperatorSpec.MapSpec s) return result(s.function(), MapFunction.class, 1);
        if (spec instanceof OperatorSpec.FlatMapSpec s) return flat(s.function());
        if (spec instanceof OperatorSpec.ProcessSpec s) return argument(s.function(), ProcessFunction.class, 1);
        if (spec instanceof OperatorSpec.AggregateSpec s) {
            Type value = argument(s.function(), AggregateFunction.class, 2);
            return pair(Keyed.class, key(s.key(), s.keyType()), value);
        }
        if (spec instanceof OperatorSpec.KeyedProcessSpec s) {
            return argument(s.function(), KeyedProcessFunction.class, 2);
        }
        if (spec instanceof OperatorSpec.WindowSpec s) return window(s, id);
        if (spec instanceof OperatorSpec.CoMapSpec s) return argument(s.function(), CoMapFunction.class, 2);
        if (spec instanceof OperatorSpec.CoProcessSpec s) return argument(s.function(), CoProcessFunction.class, 3);
        if (spec instanceof OperatorSpec.BroadcastProcessSpec s) {
            return argument(s.function(), BroadcastProcessFunction.class, 3);
        }
        if (spec instanceof OperatorSpec.IntervalJoinSpec s) return result(s.function(), JoinFunction.class, 2);
        return spec instanceof OperatorSpec.WindowJoinSpec s ? result(s.function(), JoinFunction.class, 2) : null;
    }

    private @Nullable Type window(OperatorSpec.WindowSpec spec, int id) {
        if (spec.finish() != null) return argument(spec.finish(), WindowFunction.class, 2);
        List<Type> elements = spec.reduce() == null ? List.of() : ofInputs(id);
        Type value = spec.aggregate() != null
                ? argument(spec.aggregate(), AggregateFunction.class, 2)
                : elements.size() == 1 ? elements.get(0) : null;
        return pair(WindowResult.class, key(spec.key(), spec.keyType()), value);
    }

    /** What is not known of a pair can be anything. */
    private static @Nullable Type pair(Class<?> raw, @Nullable Type key, @Nullable Type value) {
        if (key == null && value == null) return null;
        return TypeVariables.parameterized(raw, key == null ? Object.class : key, value == null ? Object.class : value);
    }

    /** A source's records; those of our generators are what their function gives. */
    private @Nullable Type read(Source<?> source) {
        Type declared = argument(source, Source.class, 0);
        if (declared != null || !source.getClass().isRecord()) return declared;
        for (RecordComponent component : source.getClass().getRecordComponents()) {
            Object value = component.getType() == LongFunction.class ? LambdaSites.valueOf(source, component) : null;
            if (value != null) return result(value, LongFunction.class, 0);
        }
        return null;
    }

    private @Nullable Type flat(FlatMapFunction<?, ?> function) {
        if (!(function instanceof IterableFlatMap<?, ?> wrapped)) return argument(function, FlatMapFunction.class, 1);
        Type many = result(wrapped.function(), MapFunction.class, 1);
        if (many instanceof Class<?> c) return TypeVariables.argument(c, Iterable.class, 0);
        return many instanceof ParameterizedType p && p.getActualTypeArguments().length == 1
                ? p.getActualTypeArguments()[0]
                : null;
    }

    /** What an operator with one input takes, if its function says so. */
    private @Nullable Type taken(OperatorSpec spec) {
        if (spec instanceof OperatorSpec.MapSpec s) return argument(s.function(), MapFunction.class, 0);
        if (spec instanceof OperatorSpec.FilterSpec s) return argument(s.predicate(), FilterFunction.class, 0);
        if (spec instanceof OperatorSpec.ProcessSpec s) return argument(s.function(), ProcessFunction.class, 0);
        if (spec instanceof OperatorSpec.ReduceSpec s) return argument(s.function(), ReduceFunction.class, 0);
        if (!(spec instanceof OperatorSpec.FlatMapSpec s)) return null;
        return s.function() instanceof IterableFlatMap<?, ?> wrapped
                ? argument(wrapped.function(), MapFunction.class, 0)
                : argument(s.function(), FlatMapFunction.class, 0);
    }

    /** A type argument of a function's class; of a lambda, that of the parameter at the same place. */
    private @Nullable Type argument(Object function, Class<?> generic, int parameter) {
        if (!LambdaSites.isLambda(function)) return TypeVariables.argument(function.getClass(), generic, parameter);
        LambdaSites.Known known = lambdas.of(function);
        boolean parametersInOrder =
                parameter == 0 && known != null && !known.parameters().isEmpty();
        return parametersInOrder && known != null ? known.parameters().get(0) : null;
    }

    /** A type argument that is what a function gives. */
    private @Nullable Type result(Object function, Class<?> generic, int parameter) {
        if (!LambdaSites.isLambda(function)) return TypeVariables.argument(function.getClass(), generic, parameter);
        LambdaSites.Known known = lambdas.of(function);
        return known == null ? null : known.result();
    }

    /** Object, or an interface that anything may implement, says nothing. */
    private static List<Type> known(@Nullable Type type) {
        return type == null || type == Object.class || type == void.class ? List.of() : List.of(type);
    }
}
