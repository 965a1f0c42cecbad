// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A number that two versions of a class do not share if their fields, or those of the classes of their fields, differ.
 * It goes before the records of a batch: bytes say nothing about themselves, so without it a reader with other code
 * would make other records of them and not notice. Thread-safe.
 */
final class Shapes {
    private static final ClassValue<Integer> OF = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            TreeSet<String> lines = new TreeSet<>();
            describe(type, lines);
            return String.join("\n", lines).hashCode();
        }
    };

    private Shapes() {}

    static int of(Class<?> type) {
        return OF.get(type);
    }

    /** One number for the classes of a batch, in order. */
    static int of(@Nullable Object[] values, int count) {
        int shape = 1;
        for (int i = 0; i < count; i++) {
            Object value = values[i];
            shape = 31 * shape + (value == null ? 0 : of(value.getClass()));
        }
        return shape;
    }

    private static void describe(Class<?> type, Set<String> lines) {
        Class<?> element = type;
        while (element.isArray()) element = element.getComponentType();
        boolean constantWithBody = !element.isEnum() && Enum.class.isAssignableFrom(element) && element != Enum.class;
        if (constantWithBody) element = element.getSuperclass();
        if (element.isPrimitive() || SendableTypes.isPlatform(element)) {
            lines.add(element.getName());
            return;
        }
        List<Field> fields = new ArrayList<>();
        Class<?> level = element;
        while (level != null && !SendableTypes.isPlatform(level)) {
            Collections.addAll(fields, level.getDeclaredFields());
            level = level.getSuperclass();
        }
        StringBuilder line = new StringBuilder(element.getName());
        fields.stream()
                .filter(f -> !Modifier.isStatic(f.getModifiers()) && !Modifier.isTransient(f.getModifiers()))
                .map(f -> " " + f.getDeclaringClass().getName() + "." + f.getName() + ":"
                        + f.getType().getName())
                .sorted()
                .forEach(line::append);
        if (element.isEnum()) {
            for (Object constant : element.getEnumConstants()) line.append(' ').append(((Enum<?>) constant).name());
        }
        if (!lines.add(line.toString())) return;
        for (Field field : fields) if (!Modifier.isStatic(field.getModifiers())) describe(field.getType(), lines);
    }
}
