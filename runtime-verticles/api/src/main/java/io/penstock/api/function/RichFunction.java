// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/** A function with a life cycle. Any function interface's implementation may also implement this. */
public interface RichFunction {
    /** Called once per subtask before the first record. */
    default void open(RuntimeContext context) throws Exception {}

    /** Called once, also after a failure; must not emit. */
    default void close() throws Exception {}
}
