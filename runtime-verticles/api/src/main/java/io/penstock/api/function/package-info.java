// SPDX-License-Identifier: Apache-2.0
/**
 * User functions: what a job author writes. Each is a functional interface or a small abstract class. Functions may
 * throw anything: what they throw fails the task and becomes part of the job's exception history. Functions are never
 * serialized; one instance serves one subtask unless it is captured by a lambda. Must not know streams, builders or the
 * runtime.
 */
@NullMarked
package io.penstock.api.function;

import org.jspecify.annotations.NullMarked;
