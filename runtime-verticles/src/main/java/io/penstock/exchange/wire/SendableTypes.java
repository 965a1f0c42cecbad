// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says by name and path why values of a type cannot be sent, before there are any: walks fields, record components,
 * elements and type arguments as they are declared. What a declaration leaves open (Object, an interface that is not
 * sealed, a subclass) shows only in the values, and is refused there. Runs no code of the type. Not thread-safe.
 *
 * <p>A path reads {@code Order.lines[].price}: {@code []} for elements of arrays and collections, <code>{key}</code>
 * and <code>{value}</code> for maps, {@code ?} for what an Optional or another holder has, {@code (Circle)} for one of
 * the permitted subclasses of a sealed type.
 */
public final class SendableTypes {
    /** Generic types may nest themselves in ever larger ones. */
    private static final int DEPTH_MAX = 64;

    private final Set<String> serialized;
    private final Set<String> seen = new HashSet<>();

    /** @param serialized classes for which the job has serializers */
    public SendableTypes(Set<String> serialized) {
        this.serialized = serialized;
    }

    /**
     * What is wrong with a type.
     *
     * @param path where it was found, such as {@code Order.price}
     * @param type name of the type at fault
     * @param reason a half-sentence that goes on after {@code can't be sent between tasks}
     */
    public record Problem(String path, String type, String reason) {
        /** One sentence without a full stop. */
        public String sentence() {
            return path + ": " + type + " can't be sent between tasks: " + reason;
        }
    }

    /** The first thing that is wrong; empty if nothing is known to be. */
    public Optional<Problem> problem(Type type) {
        seen.clear();
        return Optional.ofNullable(walk(type, Map.of(), rootName(type), 0));
    }

    private static String rootName(Type type) {
        if (type instanceof ParameterizedType p) return rootName(p.getRawType());
        return type instanceof Class<?> c && !c.isArray() ? c.getSimpleName() : "records";
    }

    private @Nullable Problem walk(Type type, Map<TypeVariable<?>, Type> bound, String path, int depth) {
        if (depth > DEPTH_MAX) return null;
        if (type instanceof Class<?> c) return walkClass(c, bound, path, depth);
        if (type instanceof ParameterizedType p) return walkParameterized(p, bound, path, depth);
        if (type instanceof GenericArrayType a) {
            return walk(a.getGenericComponentType(), bound, path + "[]", depth + 1);
        }
        if (type instanceof WildcardType w) return walk(w.getUpperBounds()[0], bound, path, depth + 1);
        if (!(type instanceof TypeVariable<?> v)) return null;
        Type known = bound.get(v);
        return known == null || known.equals(v)
                ? walk(v.getBounds()[0], Map.of(), path, depth + 1)
                : walk(known, Map.of(), path, depth + 1);
    }

    private @Nullable Problem walkParameterized(
            ParameterizedType type, Map<TypeVariable<?>, Type> bound, String path, int depth) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        TypeVariable<?>[] variables = raw.getTypeParameters();
        Map<TypeVariable<?>, Type> inner = new HashMap<>();
        for (int i = 0; i < variables.length; i++) inner.put(variables[i], resolve(arguments[i], bound));
        Problem own = walkClass(raw, inner, path, depth);
        if (own != null || !isPlatform(raw)) return own;
        for (int i = 0; i < arguments.length; i++) {
            Problem found = walk(resolve(arguments[i], bound), Map.of(), path + suffix(raw, i), depth + 1);
            if (found != null) return found;
        }
        return null;
    }

    /** A variable's value; a type that only contains variables keeps them, and they count as their bounds. */
    private static Type resolve(Type type, Map<TypeVariable<?>, Type> bound) {
        Type known = type instanceof TypeVariable<?> v ? bound.get(v) : null;
        return known == null ? TypeVariables.substitute(type, bound) : known;
    }

    private static String suffix(Class<?> raw, int argument) {
        if (Iterable.class.isAssignableFrom(raw)) return "[]";
        if (Map.class.isAssignableFrom(raw) || Map.Entry.class == raw) return argument == 0 ? "{key}" : "{value}";
        return "?";
    }

    private @Nullable Problem walkClass(Class<?> type, Map<TypeVariable<?>, Type> bound, String path, int depth) {
        if (type.isArray()) return walk(type.getComponentType(), bound, path + "[]", depth + 1);
        if (type.isPrimitive() || serialized.contains(type.getName())) return null;
        String reason = refusal(type);
        if (reason != null) return new Problem(path, type.getTypeName(), reason);
        if (isPlatform(type) || type.isEnum() || !seen.add(type.getName() + bound)) return null;
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                Problem found = walkClass(permitted, Map.of(), path + "(" + permitted.getSimpleName() + ")", depth + 1);
                if (found != null) return found;
            }
        }
        return walkFields(type, bound, path, depth);
    }

    private @Nullable Problem walkFields(Class<?> type, Map<TypeVariable<?>, Type> bound, String path, int depth) {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())) continue;
            Problem found = field.isSynthetic() && field.getName().startsWith("this$")
                    ? new Problem(
                            path, type.getTypeName(), "it is an inner class and holds its outer object; make it static")
                    : walk(field.getGenericType(), bound, path + "." + field.getName(), depth + 1);
            if (found != null) return found;
        }
        Type parent = type.getGenericSuperclass();
        if (parent == null || parent == Object.class || parent == Record.class) return null;
        Problem inherited = walk(TypeVariables.substitute(parent, bound), Map.of(), path, depth + 1);
        if (inherited == null || !inherited.path().equals(path)) return inherited;
        return new Problem(path, type.getTypeName(), "it extends " + inherited.type() + ", and " + inherited.reason());
    }

    private static @Nullable String refusal(Class<?> type) {
        String name = type.getName();
        if (type.isHidden() || type.isSynthetic() || isFunction(type)) {
            return "functions are not sent; send what they compute";
        }
        if (ClassGate.mayBeRead(name)) return null;
        if (Throwable.class.isAssignableFrom(type)) return "exceptions are not sent; send their text";
        if (!isPlatform(type)) return "it belongs to the runtime or its libraries";
        return "it is a class of the Java platform that is more than a plain value";
    }

    private static boolean isFunction(Class<?> type) {
        return type.isInterface()
                && (type.getName().startsWith("java.util.function.")
                        || type == Runnable.class
                        || type == java.util.concurrent.Callable.class);
    }

    static boolean isPlatform(Class<?> type) {
        return List.of("java.", "javax.", "jdk.", "sun.", "com.sun.").stream().anyMatch(type.getName()::startsWith);
    }
}
