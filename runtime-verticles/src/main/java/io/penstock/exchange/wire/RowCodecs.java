// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes the row codecs of a job, each when the first record of its class comes. Thread-safe. */
final class RowCodecs {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final ClassLoader jobLoader;
    private final Set<String> serialized;
    private final ConcurrentHashMap<Class<?>, Optional<RowCodec>> codecs = new ConcurrentHashMap<>();

    /** @param serialized classes for which the job has serializers of its own: they are no rows */
    RowCodecs(ClassLoader jobLoader, Set<String> serialized) {
        this.jobLoader = jobLoader;
        this.serialized = serialized;
    }

    /** The codec of a class, or null if its instances are no plain rows. */
    @Nullable
    RowCodec of(Class<?> type) {
        Optional<RowCodec> known = codecs.get(type);
        if (known == null) known = codecs.computeIfAbsent(type, this::make);
        return known.orElse(null);
    }

    /**
     * The codec that a frame names.
     *
     * @throws WireFormatException if there is no such class here, or it is another than the writer's
     */
    RowCodec named(String className, String layout) {
        if (!ClassGate.mayBeRead(className)) throw new WireFormatException("records of " + className + " are not read");
        RowCodec codec;
        try {
            codec = of(Class.forName(className, false, jobLoader));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new WireFormatException("there is no class " + className + " here", e);
        }
        String here = codec == null ? "no record of primitives" : codec.layout();
        if (codec == null || !here.equals(layout))
            throw new WireFormatException(className + " was written as " + layout + ", but is " + here + " here");
        return codec;
    }

    private Optional<RowCodec> make(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        boolean ours = serialized.contains(type.getName());
        if (ours || components == null || components.length == 0) return Optional.empty();
        if (!Arrays.stream(components).allMatch(component -> component.getType().isPrimitive()))
            return Optional.empty();
        try {
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, LOOKUP);
            var handles = new RowLoop.Handles(writer(inside, components), reader(inside, type, components));
            Class<?> copy = LOOKUP.defineHiddenClassWithClassData(templateBytes(), handles, true)
                    .lookupClass();
            RowCodec codec = (RowCodec) copy.getDeclaredConstructor().newInstance();
            codec.describe(layout(components), rowBytes(components));
            return Optional.of(codec);
        } catch (IllegalAccessException hidden) {
            // A module that is closed to us: the general codec knows ways of its own.
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no row codec for " + type, e);
        }
    }

    private static byte[] templateBytes() {
        try (InputStream in = RowLoop.class.getResourceAsStream("RowLoop.class")) {
            if (in == null) throw new IllegalStateException("the class file of " + RowLoop.class + " is missing");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String layout(RecordComponent[] components) {
        var layout = new StringBuilder();
        for (RecordComponent component : components) {
            layout.append(component.getType())
                    .append(' ')
                    .append(component.getName())
                    .append(';');
        }
        return layout.toString();
    }

    private static int rowBytes(RecordComponent[] components) {
        int bytes = 0;
        for (RecordComponent component : components) bytes += bytes(component.getType());
        return bytes;
    }

    private static int bytes(Class<?> primitive) {
        return primitive == long.class || primitive == double.class ? 8 : 4;
    }

    /** (byte[] to, int at, Object record)void, component by component. */
    private static MethodHandle writer(MethodHandles.Lookup inside, RecordComponent[] components)
            throws ReflectiveOperationException {
        MethodHandle all = null;
        int offset = 0;
        for (RecordComponent component : components) {
            Class<?> type = component.getType();
            MethodHandle put = MethodHandles.insertArguments(cell("put", type), 2, offset);
            MethodHandle get =
                    inside.unreflect(component.getAccessor()).asType(MethodType.methodType(type, Object.class));
            MethodHandle one = MethodHandles.filterArguments(put, 2, get);
            all = all == null ? one : MethodHandles.foldArguments(one, all);
            offset += bytes(type);
        }
        return java.util.Objects.requireNonNull(all);
    }

    /** (byte[] from, int at)Object, by the canonical constructor. */
    private static MethodHandle reader(MethodHandles.Lookup inside, Class<?> type, RecordComponent[] components)
            throws ReflectiveOperationException {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        MethodHandle make = inside.findConstructor(type, MethodType.methodType(void.class, types));
        make = make.asType(make.type().changeReturnType(Object.class));
        int offset = rowBytes(components);
        for (int i = types.length - 1; i >= 0; i--) {
            offset -= bytes(types[i]);
            make = MethodHandles.collectArguments(
                    make, i, MethodHandles.insertArguments(cell("get", types[i]), 2, offset));
        }
        var order = new int[2 * types.length];
        for (int i = 0; i < order.length; i++) order[i] = i & 1;
        return MethodHandles.permuteArguments(
                make, MethodType.methodType(Object.class, byte[].class, int.class), order);
    }

    private static MethodHandle cell(String access, Class<?> type) throws ReflectiveOperationException {
        String name = type.getName();
        String method = access + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        MethodType signature = access.equals("put")
                ? MethodType.methodType(void.class, byte[].class, int.class, int.class, type)
                : MethodType.methodType(type, byte[].class, int.class, int.class);
        return LOOKUP.findStatic(RowCells.class, method, signature);
    }
}
