// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * JSON as Vert.x reads and writes it without binding it to classes. It would take the binding if that is there, which
 * comes with the format of our messages: 300 classes that a node would load for nothing. Named as a service in
 * penstock.jar only; whoever uses the runtime as a library keeps what he has. Thread-safe.
 */
public final class PlainJson implements JsonFactory {
    private static final JsonCodec CODEC = new JacksonCodec();

    @Override
    public int order() {
        return 0;
    }

    @Override
    public JsonCodec codec() {
        return CODEC;
    }
}
