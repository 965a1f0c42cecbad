// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.OutputTag;
import io.penstock.api.function.SideOutputs;
import io.penstock.api.function.TimeContext;

/**
 * What operators share whose functions see time and side outputs. The timestamp is that of the record or timer at hand.
 */
public abstract class FunctionOperator extends Operator implements SideOutputs, TimeContext {
    /** The event time of what is being processed; emitted records inherit it. */
    protected long timestampMs = Long.MIN_VALUE;

    @Override
    public final <X> void output(OutputTag<X> tag, X value) {
        emitSide(tag, value, timestampMs);
    }

    @Override
    public final long timestamp() {
        return timestampMs;
    }

    @Override
    public final long currentWatermark() {
        return watermarkMs;
    }

    @Override
    public final long currentProcessingTime() {
        return nowMs();
    }
}
