// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A sealed interface: a pair of the permitted type's simple name and its value. */
final class SealedShape implements Shape {
    private final Class<?> type;
    private final Map<String, Class<?>> byName = new HashMap<>();

    SealedShape(Class<?> type) {
        this.type = type;
        add(type);
    }

    private void add(Class<?> sealed) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                add(permitted);
            } else if (byName.put(permitted.getSimpleName(), permitted) != null) {
                throw new WireException("two types " + permitted.getSimpleName() + " in " + type.getName());
            }
        }
    }

    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
        out.writeStartArray(value, 2);
        out.writeString(value.getClass().getSimpleName());
        Shapes.of(value.getClass()).write(out, value);
        out.writeEndArray();
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        Shape.expect(in, JsonToken.START_ARRAY, type.getSimpleName());
        in.nextToken();
        Shape.expect(in, JsonToken.VALUE_STRING, "the type of a " + type.getSimpleName());
        Class<?> permitted = byName.get(in.getText());
        if (permitted == null) {
            throw new WireException(type.getSimpleName() + " of type " + in.getText()
                    + " is not known here: it was written by a newer release");
        }
        in.nextToken();
        Object value = Shapes.of(permitted).read(in);
        in.nextToken();
        Shape.expect(in, JsonToken.END_ARRAY, "the end of a " + type.getSimpleName());
        return value;
    }
}
