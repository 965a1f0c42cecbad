// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import io.penstock.api.function.RuntimeContext;

/** Prints to standard output. */
record PrintSink<T>(String prefix) implements Sink<T> {
    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) {
        String head = context.parallelism() == 1 ? prefix : prefix + "[" + context.subtaskIndex() + "] ";
        return (value, timestampMs) -> System.out.println(head + value);
    }
}
