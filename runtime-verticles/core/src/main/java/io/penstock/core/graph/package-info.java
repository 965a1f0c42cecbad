// SPDX-License-Identifier: Apache-2.0
/**
 * The structure of a job: JobGraph (after chaining) and ExecutionGraph (expanded to subtasks). Built once from a Plan,
 * validated, never edited; small: nothing in it grows with parallelism squared. Travels between nodes and is stored;
 * holds no functions. Must not know machines, messages or tasks.
 */
@NullMarked
package io.penstock.core.graph;

import org.jspecify.annotations.NullMarked;
