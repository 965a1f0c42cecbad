// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the shell wants of Vert.x beside clustering.
 *
 * @param options pool sizes, metrics options, TLS of the event bus; host, port, pings and connect timeout are set
 *     afterwards
 * @param builder metrics factories and the like
 */
public record VertxSetup(Consumer<VertxOptions> options, UnaryOperator<VertxBuilder> builder) {
    public static final VertxSetup PLAIN = new VertxSetup(options -> {}, UnaryOperator.identity());
}
