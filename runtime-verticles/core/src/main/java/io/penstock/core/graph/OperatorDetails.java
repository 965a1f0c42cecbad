// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.api.state.MapStateDescriptor;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.PlanNode;
import java.lang.reflect.RecordComponent;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What of an operator must be equal in every evaluation, beyond its kind: settings by value, functions by class where
 * the class has a name that every JVM gives it. So most programs that choose between functions by chance are found out.
 */
final class OperatorDetails {
    /** Asking a class for its components makes them anew each time. */
    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private OperatorDetails() {}

    static String of(PlanNode node) {
        var text = new StringJoiner(" ");
        for (RecordComponent component : COMPONENTS.get(node.spec().getClass())) {
            String value = text(value(node.spec(), component));
            if (!value.isEmpty()) text.add(component.getName() + "=" + value);
        }
        if (node.recordType() != null) text.add("returns=" + node.recordType().getTypeName());
        return text.toString();
    }

    private static @Nullable Object value(OperatorSpec spec, RecordComponent component) {
        try {
            return component.getAccessor().invoke(spec);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record's accessor", e);
        }
    }

    private static String text(@Nullable Object value) {
        if (value == null) return "";
        if (value instanceof Class<?> type) return type.getTypeName();
        if (value instanceof Number || value instanceof Boolean) return value.toString();
        if (isPlain(value.getClass())) return value.toString();
        if (value instanceof java.util.List<?> list)
            return list.stream().map(OperatorDetails::text).toList().toString();
        if (value instanceof MapStateDescriptor<?, ?> state) {
            return state.name() + ":" + state.keyType().getTypeName() + "/"
                    + state.valueType().getTypeName();
        }
        return className(value.getClass());
    }

    /** Windows, triggers, tags: records of ours that hold numbers and names only. */
    private static boolean isPlain(Class<?> type) {
        return type.isRecord()
                && (type.getName().startsWith("io.penstock.api.window.")
                        || type.getName().equals("io.penstock.api.function.OutputTag"));
    }

    /** Lambdas, proxies and other generated classes are numbered as they come, so their names say nothing. */
    private static String className(Class<?> type) {
        boolean generated =
                type.isHidden() || type.isSynthetic() || type.getName().contains("$$");
        return generated || java.lang.reflect.Proxy.isProxyClass(type) ? "generated" : type.getName();
    }
}
