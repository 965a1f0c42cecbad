// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * A function with a life cycle. Any function interface's implementation may also implement this.
 *
 * <pre>{@code
 * final class Numbered implements MapFunction<String, String>, RichFunction {
 *     private int subtask;
 *     private long count;
 *
 *     @Override
 *     public void open(RuntimeContext context) {
 *         subtask = context.subtaskIndex();
 *     }
 *
 *     @Override
 *     public String map(String line) {
 *         return subtask + "/" + count++ + " " + line;
 *     }
 * }
 * }</pre>
 */
public interface RichFunction {
    /** Called once per subtask before the first record. */
    default void open(RuntimeContext context) throws Exception {}

    /** Called once, also after a failure; must not emit. */
    default void close() throws Exception {}
}
