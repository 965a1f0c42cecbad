// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import io.penstock.api.metric.MetricGroup;

/**
 * What a function may ask about where it runs. Valid from {@code open} to {@code close}, on the task's thread only.
 *
 * <pre>{@code
 * final class Where extends ProcessFunction<String, String> {
 *     private String prefix = "";
 *
 *     @Override
 *     public void open(RuntimeContext context) {
 *         prefix = context.operatorName() + " " + context.subtaskIndex() + " of " + context.parallelism() + ": ";
 *     }
 *
 *     @Override
 *     public void process(String line, Context context, Collector<String> out) {
 *         out.collect(prefix + line);
 *     }
 * }
 * }</pre>
 */
public interface RuntimeContext {
    /** The job's id, 32 hex digits. */
    String jobId();

    /** The operator's name. */
    String operatorName();

    /** Index of this subtask, from 0. */
    int subtaskIndex();

    /** Number of subtasks of this operator. */
    int parallelism();

    /** Number of this execution attempt, from 1. */
    int attempt();

    /** Metrics of this operator and subtask. */
    MetricGroup metrics();
}
