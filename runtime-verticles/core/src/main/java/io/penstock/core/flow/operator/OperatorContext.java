// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.RuntimeContext;
import io.penstock.api.metric.MetricGroup;

/**
 * Where an operator runs.
 *
 * @param operatorId 32 hex digits
 * @param attempt from 1
 * @param wake has the task step again; may be called from any thread
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
        Runnable wake)
        implements RuntimeContext {}
