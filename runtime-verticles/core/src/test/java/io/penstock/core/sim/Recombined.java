// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Message;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages that nobody would send, made of parts of those that somebody did: a token of one, an attempt of another. So
 * they name jobs, nodes and slots that exist, which is what makes them dangerous.
 */
final class Recombined {
    /** All kinds of messages. */
    static final List<Class<?>> KINDS = List.of(Message.class.getPermittedSubclasses());

    private static final int SAMPLES_MAX = 64;

    private final Random chance;
    /** Parts by their declared type. */
    private final Map<String, List<Object>> parts = new TreeMap<>();

    Recombined(Random chance) {
        this.chance = chance;
    }

    /** Takes a real message apart. */
    void learn(Message message) {
        takeApart(message);
    }

    private void takeApart(Object value) {
        if (value instanceof Collection<?> many) many.forEach(this::takeApart);
        else if (value instanceof Map<?, ?> map) map.values().forEach(this::takeApart);
        else if (value instanceof Record whole) {
            keep(value.getClass().getTypeName(), value);
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object part = valueOf(component, whole);
                if (part == null) continue;
                keep(sort(component), part);
                takeApart(part);
            }
        }
    }

    private void keep(String type, Object part) {
        List<Object> known = parts.computeIfAbsent(type, absent -> new ArrayList<>());
        if (known.size() < SAMPLES_MAX) known.add(part);
        else known.set(chance.nextInt(SAMPLES_MAX), part);
    }

    /** A message of that kind, or null as long as some part of it was never seen. */
    @Nullable
    Message make(Class<?> kind) {
        return (Message) assemble(kind);
    }

    private @Nullable Object assemble(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            AnnotatedType annotated = components[i].getAnnotatedType();
            if (annotated.isAnnotationPresent(Nullable.class) && chance.nextInt(4) == 0) continue;
            Object part = part(components[i]);
            if (part == null && !annotated.isAnnotationPresent(Nullable.class)) return null;
            values[i] = part;
        }
        return construct(type, components, values);
    }

    /** Texts and numbers mean something under their name only. */
    private static String sort(RecordComponent component) {
        boolean plain = component.getType().isPrimitive() || component.getType() == String.class;
        return component.getGenericType().getTypeName() + (plain ? " " + component.getName() : "");
    }

    private static @Nullable Object construct(Class<?> type, RecordComponent[] components, Object[] values) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            return null; // what cannot be made cannot arrive either
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + type, e);
        }
    }

    private @Nullable Object part(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == boolean.class) return chance.nextBoolean();
        List<Object> known = parts.getOrDefault(sort(component), List.of());
        if (type == long.class) return number(known);
        if (type == int.class) return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number(known)));
        if (!known.isEmpty()) return known.get(chance.nextInt(known.size()));
        return type.isRecord() ? assemble(type) : null;
    }

    private long number(List<Object> known) {
        return switch (chance.nextInt(6)) {
            case 0 -> -1 - chance.nextInt(3);
            case 1 -> chance.nextInt(1_000);
            default -> known.isEmpty() ? 0 : ((Number) known.get(chance.nextInt(known.size()))).longValue();
        };
    }

    private static @Nullable Object valueOf(RecordComponent component, Record whole) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(whole);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + component, e);
        }
    }
}
