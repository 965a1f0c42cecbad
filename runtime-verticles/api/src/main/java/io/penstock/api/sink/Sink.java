// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import io.penstock.api.function.RuntimeContext;

/**
 * Where records go. The object is shared by all subtasks of a JVM and must be stateless; each subtask has its own
 * {@link SinkWriter}.
 *
 * <pre>{@code
 * final class StandardError implements Sink<String> {
 *     @Override
 *     public SinkWriter<String> createWriter(RuntimeContext context) {
 *         return (line, timestampMs) -> System.err.println(context.subtaskIndex() + ": " + line);
 *     }
 * }
 * }</pre>
 */
public interface Sink<T> {
    /** A writer for one subtask. */
    SinkWriter<T> createWriter(RuntimeContext context) throws Exception;
}
