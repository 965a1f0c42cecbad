// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes records full of distinct values, by looking at their types. */
final class Samples {
    private long next = 1;

    /** One value per permitted type, and for each also one with every reference null that may be. */
    static List<Object> ofSealed(Class<?> sealed) {
        List<Object> samples = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            samples.add(new Samples().of(permitted, permitted));
        }
        return samples;
    }

    Object of(Type generic, Class<?> type) {
        next++;
        if (type == String.class) return String.format("%032x", next);
        if (type == int.class || type == Integer.class) return (int) next;
        if (type == long.class || type == Long.class) return next << 33;
        if (type == double.class) return next / 8.0;
        if (type == boolean.class) return next % 2 == 0;
        if (type == byte[].class) return new byte[] {(byte) next, -1, 0};
        if (type.isEnum()) return type.getEnumConstants()[(int) (next % type.getEnumConstants().length)];
        if (type == List.class) return List.of(argument(generic, 0), argument(generic, 0));
        if (type == Map.class || type == SortedMap.class) {
            TreeMap<Object, Object> map = new TreeMap<>();
            map.put(argument(generic, 0), argument(generic, 1));
            map.put(argument(generic, 0), argument(generic, 1));
            return map;
        }
        if (type.isRecord()) return record(type);
        if (type.isSealed()) return of(type.getPermittedSubclasses()[0], type.getPermittedSubclasses()[0]);
        throw new AssertionError("no sample for " + generic);
    }

    private Object argument(Type generic, int index) {
        Type argument = ((ParameterizedType) generic).getActualTypeArguments()[index];
        return of(argument, argument instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) argument);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(c -> of(c.getGenericType(), c.getType()))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
