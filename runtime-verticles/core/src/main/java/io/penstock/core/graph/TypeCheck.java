// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import java.util.Optional;

/** Says whether records or keys of a class can be sent and stored. The data plane knows; the graph only asks. */
@FunctionalInterface
public interface TypeCheck {
    /** What is wrong with {@code type}, in words and with a remedy; empty if nothing is. */
    Optional<String> problem(Class<?> type);
}
