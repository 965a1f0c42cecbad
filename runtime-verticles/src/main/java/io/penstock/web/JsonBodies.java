// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads JSON bodies and their fields; throws {@link ApiException} that says what is wrong. */
final class JsonBodies {
    private JsonBodies() {}

    /** The object in the body; an empty one if there is no body. */
    static JsonObject of(RoutingContext request) {
        Buffer bytes = request.body().buffer();
        String text = bytes == null ? "" : decoded(bytes);
        if (text.isBlank()) return new JsonObject();
        String type = request.request().getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).contains("json")) {
            throw ApiException.unsupported("send the body as application/json, not as " + type);
        }
        return parse(text, "the body");
    }

    private static String decoded(Buffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.badRequest("the body is no UTF-8");
        }
    }

    /** Parses text; {@code what} is what the error calls it. */
    static JsonObject parse(String text, String what) {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            throw ApiException.badRequest(what + " is no JSON object: " + firstLine(e.getMessage()));
        }
    }

    /** A field's text; null if it is missing or null. */
    static @Nullable String text(JsonObject body, String field) {
        Object value = body.getValue(field);
        if (value == null || value instanceof String) return (String) value;
        throw ApiException.badRequest(field + ": must be a text");
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
