// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.PlanNode;
import io.penstock.core.program.ProgramException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks sources about themselves: that is user code and may throw. */
final class Sources {
    private Sources() {}

    /** Whether a node is no source, or a bounded one. */
    static boolean bounded(PlanNode node) {
        return !(node.spec() instanceof OperatorSpec.SourceSpec s)
                || ask(node.name(), () -> s.source().bounded());
    }

    /** The largest parallelism a node can use. */
    static int maxParallelism(PlanNode node) {
        if (!(node.spec() instanceof OperatorSpec.SourceSpec s)) return Integer.MAX_VALUE;
        int limit = ask(node.name(), () -> s.source().maxParallelism());
        if (limit >= 1) return limit;
        throw ProgramException.at(
                node.name(), "its source says maxParallelism " + limit, "a source must allow at least 1");
    }

    static <T> T ask(@Nullable String operator, Supplier<T> question) {
        try {
            return question.get();
        } catch (ProgramException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new ProgramException("a source threw " + e, operator, null, e);
        }
    }
}
