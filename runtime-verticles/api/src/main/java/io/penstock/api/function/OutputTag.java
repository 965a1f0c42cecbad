// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import java.util.Objects;

/**
 * Names a side output. Two tags are the same if their names are.
 *
 * <pre>{@code
 * var unreadable = new OutputTag<String>("unreadable");
 * DataStream<Long> numbers = lines.process(new ProcessFunction<String, Long>() {
 *     @Override
 *     public void process(String line, Context context, Collector<Long> out) {
 *         if (line.matches("\\d+")) out.collect(Long.parseLong(line));
 *         else context.output(unreadable, line);
 *     }
 * });
 * numbers.sideOutput(unreadable).sinkTo("unreadable", Sinks.print("? "));
 * }</pre>
 *
 * @param name unique within the operator that emits to it
 */
public record OutputTag<T>(String name) {
    public OutputTag {
        Objects.requireNonNull(name);
        if (name.isBlank()) throw new IllegalArgumentException("an output tag needs a name");
    }
}
