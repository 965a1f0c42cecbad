// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.ExecutionMode;
import io.penstock.api.function.KeySelector;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation has defined so far. The streams that user code holds write into it; once closed they are dead.
 */
final class PlanRecorder {
    final List<String> args;
    String name;
    ExecutionMode mode = ExecutionMode.AUTOMATIC;
    int parallelism;
    int maxParallelism;
    final SortedMap<String, String> options = new TreeMap<>();

    private final SortedMap<String, String> stored;
    private final boolean again;
    private final SortedMap<String, String> constants = new TreeMap<>();
    private int constantsChars;
    private final List<NodeDraft> nodes = new ArrayList<>();
    private final List<PlanEdge> edges = new ArrayList<>();
    private final List<UserSerializer> serializers = new ArrayList<>();
    private final FunctionListener functions;
    private boolean closed;

    PlanRecorder(
            String name,
            List<String> args,
            SortedMap<String, String> stored,
            boolean again,
            FunctionListener functions) {
        this.name = name;
        this.args = List.copyOf(args);
        this.stored = stored;
        this.again = again;
        this.functions = functions;
    }

    /** Where records come from: an output of an operator, and how it is distributed over the next one. */
    record Output(int node, @Nullable String sideOutput, Partitioning partitioning, boolean explicit) {
        Output to(Partitioning other) {
            return new Output(node, sideOutput, other, true);
        }
    }

    void checkOpen() {
        if (closed) {
            throw ProgramException.of(
                    "a job can be built only while define runs", "do not keep the builder or its streams for later");
        }
    }

    void close() {
        closed = true;
    }

    NodeDraft node(int id) {
        checkOpen();
        return nodes.get(id);
    }

    /** Adds an operator; {@code inputs.get(i)} are the outputs that enter its input i. */
    NodeDraft add(String operatorName, OperatorSpec spec, List<List<Output>> inputs) {
        checkOpen();
        String checked = Checks.name(null, "an operator's name", operatorName);
        if (nodes.size() == ProgramLimits.OPERATORS_MAX) {
            throw ProgramException.at(
                    checked,
                    "a job may have " + ProgramLimits.OPERATORS_MAX + " operators, and this is one more",
                    "let the parallelism do the repeating, or split the job");
        }
        var node = new NodeDraft(nodes.size(), spec, checked);
        nodes.add(node);
        functions.defined(spec);
        for (int input = 0; input < inputs.size(); input++) {
            for (Output o : inputs.get(input)) {
                edges.add(new PlanEdge(o.node(), node.id, input, o.partitioning(), o.sideOutput(), o.explicit()));
            }
        }
        return node;
    }

    /** The program names keys. */
    void keyed(KeySelector<?, ?>... keys) {
        checkOpen();
        functions.keyed(List.of(keys));
    }

    void serializer(UserSerializer added) {
        checkOpen();
        Class<?> type = added.type();
        if (type.isPrimitive() || Modifier.isAbstract(type.getModifiers()) && !type.isArray()) {
            throw ProgramException.of(
                    "a serializer for " + type.getName()
                            + " would never be used, since no value is of exactly that class",
                    "give one for each of the classes that values have");
        }
        for (UserSerializer known : serializers) {
            if (known.type() == added.type()) {
                throw ProgramException.of(
                        "there are two serializers for " + added.type().getName(), "give each class one");
            }
        }
        serializers.add(added);
    }

    <T> T constant(String constantName, Class<T> type, Supplier<T> supplier) {
        checkOpen();
        String key = Checks.name(null, "a constant's name", constantName);
        Constants.prefix(key, type);
        if (constants.containsKey(key)) {
            throw ProgramException.of(
                    "constant '" + key + "' is defined twice", "give each constant a name of its own");
        }
        String text = again ? recall(key) : Constants.encode(key, compute(key, supplier));
        constantsChars += key.length() + text.length();
        if (constantsChars > ProgramLimits.CONSTANTS_CHARS_MAX) {
            throw ProgramException.of(
                    "with constant '" + key + "' the job's constants exceed " + ProgramLimits.CONSTANTS_CHARS_MAX
                            + " characters",
                    "store large values elsewhere and keep their address as a constant");
        }
        constants.put(key, text);
        @SuppressWarnings("unchecked") // decode checks it; a cast by a primitive class would throw
        T value = (T) Constants.decode(key, type, text);
        return value;
    }

    private String recall(String key) {
        String text = stored.get(key);
        if (text == null) {
            throw ProgramException.of(
                    "the program asks for constant '" + key + "', which it did not when it was submitted",
                    "let define make the same calls in every evaluation");
        }
        return text;
    }

    private static Object compute(String key, Supplier<?> supplier) {
        Object value;
        try {
            value = supplier.get();
        } catch (RuntimeException e) {
            throw new ProgramException("the supplier of constant '" + key + "' threw " + e, null, null, e);
        }
        return Checks.present(null, "the value of constant '" + key + "'", value);
    }

    Plan finish() {
        List<NodeDraft> sources = nodes.stream()
                .filter(n -> n.spec instanceof OperatorSpec.SourceSpec)
                .toList();
        if (sources.isEmpty()) {
            throw ProgramException.of("the program defines no source", "begin with job.source(name, source)");
        }
        boolean batch = isBatch(sources);
        return new Plan(
                name,
                mode,
                parallelism,
                maxParallelism,
                Collections.unmodifiableSortedMap(options),
                Collections.unmodifiableSortedMap(constants),
                nodes.stream().map(n -> n.finish(batch)).toList(),
                List.copyOf(edges),
                List.copyOf(serializers));
    }

    private boolean isBatch(List<NodeDraft> sources) {
        var unbounded = sources.stream()
                .filter(n -> !((OperatorSpec.SourceSpec) n.spec).source().bounded())
                .findFirst();
        if (mode == ExecutionMode.BATCH && unbounded.isPresent()) {
            throw ProgramException.at(
                    unbounded.get().name,
                    "the source never ends, so the job can't run as batch",
                    "use a bounded source, or mode AUTOMATIC or STREAMING");
        }
        return mode != ExecutionMode.STREAMING && unbounded.isEmpty();
    }
}
