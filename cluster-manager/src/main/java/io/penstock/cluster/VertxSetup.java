// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClientOptions;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the shell wants of Vert.x beside clustering.
 *
 * @param options pool sizes, metrics options, TLS of the event bus; host, port, pings and connect timeout are set
 *     afterwards
 * @param builder metrics factories and the like
 * @param busClient TLS of connections to other nodes' event buses that are not Vert.x's own
 */
public record VertxSetup(
        Consumer<VertxOptions> options, UnaryOperator<VertxBuilder> builder, Consumer<NetClientOptions> busClient) {
    public static final VertxSetup PLAIN = new VertxSetup(options -> {}, UnaryOperator.identity(), client -> {});
}
