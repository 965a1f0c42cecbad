// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written and read. {@code read} starts at the value's first token and ends at its last.
 * Thread-safe.
 */
interface Shape {
    void write(JsonGenerator out, Object value) throws IOException;

    Object read(JsonParser in) throws IOException;

    /** What stands for a component that was not sent; null if there is nothing natural. */
    default @Nullable Object absent() {
        return null;
    }

    static void expect(JsonParser in, JsonToken token, String what) {
        if (in.currentToken() != token) throw new WireException("expected: " + what + ", found: " + in.currentToken());
    }

    /** A null, or the value by its shape. */
    static void writeNullable(JsonGenerator out, Shape shape, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else {
            shape.write(out, value);
        }
    }

    /** Texts, numbers, truth values and bytes. */
    enum Scalar implements Shape {
        TEXT,
        INT,
        LONG,
        DOUBLE,
        TRUTH,
        BYTES;

        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            switch (this) {
                case TEXT -> out.writeString((String) value);
                case INT -> out.writeNumber((int) value);
                case LONG -> out.writeNumber((long) value);
                case DOUBLE -> out.writeNumber((double) value);
                case TRUTH -> out.writeBoolean((boolean) value);
                case BYTES -> out.writeBinary((byte[]) value);
            }
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            switch (this) {
                case TEXT:
                    expect(in, JsonToken.VALUE_STRING, "a text");
                    return in.getText();
                case INT:
                    return in.getIntValue();
                case LONG:
                    return in.getLongValue();
                case DOUBLE:
                    return in.getDoubleValue();
                case TRUTH:
                    return in.getBooleanValue();
                case BYTES:
                    return in.getBinaryValue();
            }
            throw new AssertionError(this);
        }
    }

    /** A number or truth value that is never null. */
    record PrimitiveShape(Shape of, Object zero) implements Shape {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            of.write(out, value);
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            return of.read(in);
        }

        @Override
        public Object absent() {
            return zero;
        }
    }

    /** An enum, by name. */
    record EnumShape(Class<?> type, Map<String, Object> constants) implements Shape {
        static EnumShape of(Class<?> type) {
            Map<String, Object> constants = new TreeMap<>();
            for (Object constant : type.getEnumConstants()) constants.put(((Enum<?>) constant).name(), constant);
            return new EnumShape(type, constants);
        }

        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(((Enum<?>) value).name());
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.VALUE_STRING, type.getSimpleName());
            return named(in.getText());
        }

        Object named(String name) {
            Object constant = constants.get(name);
            if (constant == null) {
                throw new WireException(type.getSimpleName() + " " + name + " is not known here, only "
                        + constants.keySet() + ": nodes of different releases");
            }
            return constant;
        }
    }

    /** A list. */
    record ListShape(Shape element) implements Shape {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            List<?> list = (List<?>) value;
            out.writeStartArray(list, list.size());
            for (Object item : list) element.write(out, item);
            out.writeEndArray();
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.START_ARRAY, "a list");
            List<Object> list = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) list.add(element.read(in));
            return Collections.unmodifiableList(list);
        }

        @Override
        public Object absent() {
            return List.of();
        }
    }

    /** A map with texts or enum constants as keys; read as a sorted one. */
    record MapShape(@Nullable EnumShape key, Shape value) implements Shape {
        @Override
        public void write(JsonGenerator out, Object map) throws IOException {
            Map<?, ?> entries = (Map<?, ?>) map;
            out.writeStartObject(entries, entries.size());
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                out.writeFieldName(entry.getKey() instanceof Enum<?> e ? e.name() : (String) entry.getKey());
                value.write(out, entry.getValue());
            }
            out.writeEndObject();
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.START_OBJECT, "a map");
            TreeMap<Object, Object> map = new TreeMap<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                map.put(key == null ? name : key.named(name), value.read(in));
            }
            return Collections.unmodifiableSortedMap(map);
        }

        @Override
        public Object absent() {
            return Collections.emptySortedMap();
        }
    }
}
