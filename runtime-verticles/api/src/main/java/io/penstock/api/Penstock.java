// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import java.util.ServiceLoader;

/**
 * The door for user programs and unit tests.
 *
 * <pre>{@code
 * CollectSink<Long> squares = Sinks.collect();
 * Penstock.local().run(j -> j.source("n", Sources.numbers(0, 10)).map(n -> n * n).sinkTo("out", squares));
 * System.out.println(squares.values());
 * }</pre>
 */
public final class Penstock {
    private Penstock() {}

    /**
     * A local runtime in this JVM. Needs the runtime jar on the class path.
     *
     * @throws IllegalStateException if there is none, with what to add
     */
    public static LocalRuntime local() {
        return ServiceLoader.load(LocalRuntime.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no local runtime found: add io.penstock:penstock-runtime to the (test) class path"));
    }
}
