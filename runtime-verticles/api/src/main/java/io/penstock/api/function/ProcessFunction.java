// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * The general function of a non-keyed stream: any number of results, side outputs, the record's timestamp.
 *
 * <pre>{@code
 * final class Stamp extends ProcessFunction<String, String> {
 *     @Override
 *     public void process(String line, Context context, Collector<String> out) {
 *         out.collect(context.timestamp() + " " + line);
 *     }
 * }
 * }</pre>
 */
public abstract class ProcessFunction<T, R> implements RichFunction {
    /** Processes one record. */
    public abstract void process(T value, Context context, Collector<R> out) throws Exception;

    /** Called once when a bounded input has ended, before {@code close}; may emit. */
    public void finish(Collector<R> out) throws Exception {}

    /** The surroundings of one call. */
    public interface Context extends SideOutputs, TimeContext {}
}
