// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells objects that never change, as far as their classes promise it: of those a snapshot may keep a reference instead
 * of a copy. In doubt an object may change.
 */
final class Immutables {
    private static final Set<Class<?>> KNOWN = Set.of(
            String.class,
            Long.class,
            Integer.class,
            Double.class,
            Float.class,
            Boolean.class,
            Short.class,
            Byte.class,
            Character.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class);

    private static final ClassValue<Boolean> CLASSES = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            if (KNOWN.contains(type)) return true;
            if (!type.isRecord()) return false;
            for (RecordComponent component : type.getRecordComponents()) {
                Class<?> of = component.getType();
                if (!of.isPrimitive() && !isImmutableComponent(of)) return false;
            }
            return true;
        }
    };

    private Immutables() {}

    /**
     * The declared class must have no subclasses. Records in records are not looked into: one may hold its own kind.
     */
    private static boolean isImmutableComponent(Class<?> type) {
        boolean isExact = (type.getModifiers() & java.lang.reflect.Modifier.FINAL) != 0;
        return isExact && KNOWN.contains(type);
    }

    static boolean is(@Nullable Object value) {
        return value == null || CLASSES.get(value.getClass());
    }
}
