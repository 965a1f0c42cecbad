// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import io.penstock.api.function.RuntimeContext;
import io.penstock.api.metric.Counter;

/** Drops and counts. */
record DiscardSink<T>() implements Sink<T> {
    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) {
        Counter discarded = context.metrics().counter("records_discarded");
        return (value, timestampMs) -> discarded.increment();
    }
}
