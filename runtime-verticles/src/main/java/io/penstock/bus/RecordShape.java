// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record, as a map from component name to value. Component shapes are looked up at first use, since types may contain
 * each other.
 */
final class RecordShape implements Shape {
    private final Class<?> type;
    private final RecordComponent[] components;
    private final MethodHandle[] getters;
    private final MethodHandle constructor;
    private final Map<String, Integer> indexes = new HashMap<>();
    private volatile Shape @Nullable [] shapes;

    RecordShape(Class<?> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        this.getters = new MethodHandle[components.length];
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            for (int i = 0; i < components.length; i++) {
                indexes.put(components[i].getName(), i);
                getters[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
            }
        } catch (ReflectiveOperationException e) {
            throw new WireException(type.getName() + " is not public", e);
        }
    }

    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
        Shape[] shapes = shapes();
        out.writeStartObject(value, shapes.length);
        for (int i = 0; i < shapes.length; i++) {
            out.writeFieldName(components[i].getName());
            Shape.writeNullable(out, shapes[i], get(getters[i], value));
        }
        out.writeEndObject();
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        Shape.expect(in, JsonToken.START_OBJECT, type.getSimpleName());
        Shape[] shapes = shapes();
        @Nullable Object[] values = new @Nullable Object[shapes.length];
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            Integer index = indexes.get(in.currentName());
            JsonToken token = in.nextToken();
            if (index == null) {
                in.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                values[index] = shapes[index].read(in);
            }
        }
        for (int i = 0; i < values.length; i++) if (values[i] == null) values[i] = shapes[i].absent();
        return create(values);
    }

    private Shape[] shapes() {
        Shape[] known = shapes;
        if (known != null) return known;
        Shape[] found = new Shape[components.length];
        for (int i = 0; i < found.length; i++) found[i] = Shapes.of(components[i].getGenericType());
        shapes = found;
        return found;
    }

    private static @Nullable Object get(MethodHandle getter, Object value) {
        try {
            return (Object) getter.invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new WireException("an accessor threw", e);
        }
    }

    private Object create(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (RuntimeException e) {
            throw new WireException("no valid " + type.getSimpleName() + ": " + e.getMessage(), e);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new WireException("the constructor of " + type.getSimpleName() + " threw", e);
        }
    }
}
