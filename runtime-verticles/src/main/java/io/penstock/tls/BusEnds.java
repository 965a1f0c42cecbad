// SPDX-License-Identifier: Apache-2.0
package io.penstock.tls;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import java.lang.reflect.Field;

/**
 * What a clustered event bus listens and connects by. Vert.x can give both other certificates while they are in use,
 * but shows neither, so they are read from its fields: with a Vert.x that names them otherwise a node with TLS on its
 * bus does not start, instead of running on until its certificate is over.
 */
record BusEnds(NetServer server, NetClient client) {
    static BusEnds of(EventBus bus) {
        return new BusEnds(field(bus, "server", NetServer.class), field(bus, "client", NetClient.class));
    }

    private static <T> T field(EventBus bus, String name, Class<T> type) {
        try {
            Field field = bus.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(bus));
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    "the " + name + " of " + bus.getClass().getName() + " cannot be had: this is not the Vert.x that"
                            + " Penstock was built with",
                    e);
        }
    }
}
