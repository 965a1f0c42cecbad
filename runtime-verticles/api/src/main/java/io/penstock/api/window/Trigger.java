// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.window;

/**
 * When a window emits. Plain values, interpreted by the runtime.
 *
 * <pre>{@code
 * orders.keyBy(Order::customer)
 *         .window(WindowAssigner.global())
 *         .trigger(Trigger.everyCount(100))
 *         .aggregate(Aggregates.summingLong(Order::amount));
 * }</pre>
 */
public sealed interface Trigger {
    /**
     * Once when time passes the window's end, and again for each late record within the allowed lateness: the default.
     */
    record AtEnd() implements Trigger {}

    /**
     * After every {@code count} records of a key and window.
     *
     * @param purge whether the content is dropped after each firing
     */
    record Count(long count, boolean purge) implements Trigger {
        public Count {
            if (count < 1)
                throw new IllegalArgumentException("a count trigger needs a count of at least 1, not " + count);
        }
    }

    /** The default. */
    static Trigger atEnd() {
        return new AtEnd();
    }

    /** After every {@code count} records, then starting afresh. */
    static Trigger everyCount(long count) {
        return new Count(count, true);
    }
}
