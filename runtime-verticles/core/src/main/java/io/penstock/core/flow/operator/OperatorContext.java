// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.RuntimeContext;
import io.penstock.api.metric.MetricGroup;
import io.penstock.core.state.SpillSpace;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where an operator runs.
 *
 * @param operatorId 32 hex digits
 * @param attempt from 1
 * @param wake has the task step again; may be called from any thread
 * @param spills opens a place for what does not fit in memory; gives null if there is none
 */
public record OperatorContext(
        String jobId,
        String operatorId,
        String operatorName,
        int subtaskIndex,
        int parallelism,
        int attempt,
        MetricGroup metrics,
        TaskClock clock,
        Runnable wake,
        Supplier<@Nullable SpillSpace> spills)
        implements RuntimeContext {}
