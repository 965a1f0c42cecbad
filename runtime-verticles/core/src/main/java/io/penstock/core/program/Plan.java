// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.ExecutionMode;
import java.util.List;
import java.util.SortedMap;

/**
 * A program, evaluated.
 *
 * @param name display name of the job
 * @param parallelism default for nodes without one; 0 if the user set none
 * @param maxParallelism number of key groups; 0 if the user set none: then it follows from each operator's parallelism,
 *     at least 128
 * @param options what {@code JobBuilder.option} set
 * @param constants values of {@code JobBuilder.constant} by name, as text with a type prefix, so that they can be
 *     stored
 * @param nodes by id
 * @param edges in order of definition
 * @param serializers what {@code JobBuilder.serializer} set, in order of definition
 */
public record Plan(
        String name,
        ExecutionMode mode,
        int parallelism,
        int maxParallelism,
        SortedMap<String, String> options,
        SortedMap<String, String> constants,
        List<PlanNode> nodes,
        List<PlanEdge> edges,
        List<UserSerializer> serializers) {

    /** Whether it runs as batch; runs user code ({@code Source.bounded}). */
    public boolean batch() {
        return switch (mode) {
            case BATCH -> true;
            case STREAMING -> false;
            case AUTOMATIC ->
                nodes.stream()
                        .allMatch(n -> !(n.spec() instanceof OperatorSpec.SourceSpec s)
                                || s.source().bounded());
        };
    }
}
