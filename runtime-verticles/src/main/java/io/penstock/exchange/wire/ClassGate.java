// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.util.List;
import java.util.Set;
import org.apache.fory.resolver.DisallowedList;
import org.apache.fory.resolver.TypeChecker;
import org.apache.fory.resolver.TypeResolver;

/**
 * Says which classes bytes from another JVM may name: the job's own, and of the platform those that only hold values.
 * Instances of anything that starts threads or processes, loads code, or reaches files, sockets or the runtime itself
 * are never made. Thread-safe.
 */
final class ClassGate implements TypeChecker {
    private static final List<String> VALUE_PACKAGES =
            List.of("java.time.", "java.math.", "java.util.concurrent.atomic.", "io.penstock.api.");
    private static final Set<String> VALUE_CLASSES = Set.of(
            "java.lang.Object",
            "java.lang.String",
            "java.lang.StringBuilder",
            "java.lang.StringBuffer",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Character",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Record",
            "java.lang.Number",
            "java.lang.Comparable",
            "java.lang.CharSequence",
            "java.lang.Iterable",
            "java.io.Serializable",
            "java.net.URI",
            "java.nio.ByteBuffer",
            "java.nio.HeapByteBuffer",
            "java.sql.Timestamp",
            "java.sql.Date",
            "java.sql.Time");
    /** Below java.util, what is more than a value. */
    private static final List<String> UTIL_DENIED = List.of(
            "java.util.jar.",
            "java.util.logging.",
            "java.util.prefs.",
            "java.util.zip.",
            "java.util.spi.",
            "java.util.ServiceLoader",
            "java.util.Timer",
            "java.util.function.",
            "java.util.stream.",
            "java.util.concurrent.locks.",
            "java.util.Scanner",
            "java.util.ResourceBundle",
            "java.util.concurrent.ForkJoin",
            "java.util.concurrent.Thread",
            "java.util.concurrent.Executor",
            "java.util.concurrent.Scheduled",
            "java.util.concurrent.CompletableFuture");
    /** The platform and this runtime: denied unless listed above. */
    private static final List<String> GUARDED = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "io.vertx.",
            "io.netty.",
            "com.hazelcast.",
            "ch.qos.logback.",
            "org.slf4j.",
            "org.apache.fory.");

    private final Set<String> serialized;

    /** @param serialized classes for which the job has serializers of its own, whatever they are */
    ClassGate(Set<String> serialized) {
        this.serialized = serialized;
    }

    @Override
    public boolean checkType(TypeResolver resolver, String className) {
        return serialized.contains(className) || mayBeRead(className);
    }

    static boolean mayBeRead(String className) {
        String name = component(className);
        if (DisallowedList.contains(name)) {
            return false;
        }
        if (VALUE_CLASSES.contains(name) || startsWithAny(name, VALUE_PACKAGES)) {
            return true;
        }
        if (name.startsWith("java.util.")) {
            return !startsWithAny(name, UTIL_DENIED);
        }
        return !startsWithAny(name, GUARDED);
    }

    /**
     * The element class of an array's name ({@code [[Lx.Y;}), or the name itself; primitives become Object, which is
     * harmless.
     */
    private static String component(String className) {
        int dimensions = 0;
        while (dimensions < className.length() && className.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            int brackets = className.indexOf('[');
            return brackets < 0 ? className : className.substring(0, brackets);
        }
        boolean reference = className.charAt(dimensions) == 'L' && className.endsWith(";");
        return reference ? className.substring(dimensions + 1, className.length() - 1) : "java.lang.Object";
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
