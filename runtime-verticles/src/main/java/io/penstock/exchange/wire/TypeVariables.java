// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Generic types with their variables replaced. Stateless. */
public final class TypeVariables {
    private TypeVariables() {}

    /** A generic class with arguments; equal to the platform's own only by name. */
    private record Parameterized(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String toString() {
            return raw.getTypeName()
                    + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
        }
    }

    private record ArrayOf(Type component) implements GenericArrayType {
        @Override
        public Type getGenericComponentType() {
            return component;
        }

        @Override
        public String toString() {
            return component.getTypeName() + "[]";
        }
    }

    /** {@code raw<arguments>}. */
    public static Type parameterized(Class<?> raw, Type... arguments) {
        return new Parameterized(raw, List.of(arguments));
    }

    /** The type with the variables that are known replaced by what they stand for; a wildcard by its upper bound. */
    public static Type substitute(Type type, Map<TypeVariable<?>, Type> known) {
        if (type instanceof TypeVariable<?> v) return known.getOrDefault(v, v);
        if (type instanceof WildcardType w) return substitute(w.getUpperBounds()[0], known);
        if (type instanceof GenericArrayType a) return new ArrayOf(substitute(a.getGenericComponentType(), known));
        if (!(type instanceof ParameterizedType p)) return type;
        Type[] arguments = Arrays.stream(p.getActualTypeArguments())
                .map(argument -> substitute(argument, known))
                .toArray(Type[]::new);
        return parameterized((Class<?>) p.getRawType(), arguments);
    }

    /**
     * What a class that implements or extends {@code generic} says about that one's type parameter.
     *
     * @return null if it leaves it open
     */
    public static @Nullable Type argument(Class<?> type, Class<?> generic, int parameter) {
        Type found = argument(type, Map.of(), generic, parameter);
        return found == null || isOpen(found) ? null : found;
    }

    private static @Nullable Type argument(
            Type type, Map<TypeVariable<?>, Type> known, Class<?> generic, int parameter) {
        Class<?> raw = type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
        if (!generic.isAssignableFrom(raw)) return null;
        Map<TypeVariable<?>, Type> inner = new HashMap<>();
        if (type instanceof ParameterizedType p) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                inner.put(variables[i], substitute(p.getActualTypeArguments()[i], known));
            }
        }
        if (raw == generic) return inner.get(raw.getTypeParameters()[parameter]);
        Type parent = raw.getGenericSuperclass();
        Type found = parent == null ? null : argument(parent, inner, generic, parameter);
        for (Type each : raw.getGenericInterfaces()) {
            if (found == null) found = argument(each, inner, generic, parameter);
        }
        return found;
    }

    /** Whether it is, or contains, a variable nobody has given a value. */
    public static boolean isOpen(Type type) {
        if (type instanceof TypeVariable<?>) return true;
        if (type instanceof GenericArrayType a) return isOpen(a.getGenericComponentType());
        if (type instanceof WildcardType w) return isOpen(w.getUpperBounds()[0]);
        return type instanceof ParameterizedType p
                && Arrays.stream(p.getActualTypeArguments()).anyMatch(TypeVariables::isOpen);
    }
}
