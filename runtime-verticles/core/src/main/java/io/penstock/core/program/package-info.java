// SPDX-License-Identifier: Apache-2.0
/**
 * A job as its author wrote it: the evaluation of a JobProgram. Plan (nodes with their functions), OperatorSpec (what
 * an operator is), Partitioning (how an edge distributes). Exists only inside one JVM, since functions are never
 * serialized; the structure that travels is core.graph. Must not know machines, messages or tasks.
 */
@NullMarked
package io.penstock.core.program;

import org.jspecify.annotations.NullMarked;
