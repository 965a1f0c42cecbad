// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import io.penstock.bus.Shape.EnumShape;
import io.penstock.bus.Shape.ListShape;
import io.penstock.bus.Shape.MapShape;
import io.penstock.bus.Shape.PrimitiveShape;
import io.penstock.bus.Shape.Scalar;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the shape of a type by looking at it once. Only our own record types come here, never a job's. Thread-safe. */
final class Shapes {
    private static final Map<Type, Shape> KNOWN = new ConcurrentHashMap<>(Map.ofEntries(
            Map.entry(String.class, Scalar.TEXT),
            Map.entry(byte[].class, Scalar.BYTES),
            Map.entry(Integer.class, Scalar.INT),
            Map.entry(Long.class, Scalar.LONG),
            Map.entry(Double.class, Scalar.DOUBLE),
            Map.entry(Boolean.class, Scalar.TRUTH),
            Map.entry(int.class, new PrimitiveShape(Scalar.INT, 0)),
            Map.entry(long.class, new PrimitiveShape(Scalar.LONG, 0L)),
            Map.entry(double.class, new PrimitiveShape(Scalar.DOUBLE, 0.0)),
            Map.entry(boolean.class, new PrimitiveShape(Scalar.TRUTH, false))));

    private Shapes() {}

    static Shape of(Type type) {
        Shape known = KNOWN.get(type);
        if (known != null) return known;
        Shape built = type instanceof ParameterizedType generic ? generic(generic) : plain((Class<?>) type);
        Shape earlier = KNOWN.putIfAbsent(type, built);
        return earlier == null ? built : earlier;
    }

    private static Shape generic(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) return new ListShape(of(arguments[0]));
        if (type.getRawType() == Map.class || type.getRawType() == SortedMap.class) {
            EnumShape key = arguments[0] == String.class ? null : (EnumShape) of(arguments[0]);
            return new MapShape(key, of(arguments[1]));
        }
        throw new WireException("no shape for " + type.getTypeName());
    }

    private static Shape plain(Class<?> type) {
        if (type.isEnum()) return EnumShape.of(type);
        if (type.isRecord()) return new RecordShape(type);
        if (type.isSealed()) return new SealedShape(type);
        throw new WireException("no shape for " + type.getTypeName() + ": neither record, enum nor sealed interface");
    }
}
