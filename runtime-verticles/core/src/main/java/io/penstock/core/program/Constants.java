// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import java.util.Base64;

/** The stored text of a constant: one letter for the type, a colon, the value. */
final class Constants {
    private Constants() {}

    static String encode(String name, Object value) {
        if (value instanceof String s) return "S:" + s;
        if (value instanceof Long l) return "L:" + l;
        if (value instanceof Double d) return "D:" + Double.toHexString(d);
        if (value instanceof Boolean b) return "Z:" + b;
        if (value instanceof byte[] bytes) return "B:" + Base64.getEncoder().encodeToString(bytes);
        throw unsupported(name, value.getClass());
    }

    /** The value of a stored text; a stored text that is not of {@code type} is an error. */
    static Object decode(String name, Class<?> type, String text) {
        String stored = text.length() < 2 ? "" : text.substring(2);
        if (!text.startsWith(prefix(name, type))) {
            throw ProgramException.of(
                    "constant '" + name + "' was stored with another type than " + type.getSimpleName(),
                    "ask for a constant with the same type in every evaluation");
        }
        return switch (text.charAt(0)) {
            case 'S' -> stored;
            case 'L' -> Long.valueOf(stored);
            case 'D' -> Double.valueOf(stored);
            case 'Z' -> Boolean.valueOf(stored);
            default -> Base64.getDecoder().decode(stored);
        };
    }

    /** Throws unless {@code type} is one that a constant may have. */
    static String prefix(String name, Class<?> type) {
        if (type == String.class) return "S:";
        if (type == Long.class || type == long.class) return "L:";
        if (type == Double.class || type == double.class) return "D:";
        if (type == Boolean.class || type == boolean.class) return "Z:";
        if (type == byte[].class) return "B:";
        throw unsupported(name, type);
    }

    private static ProgramException unsupported(String name, Class<?> type) {
        return ProgramException.of(
                "constant '" + name + "' is of type " + type.getTypeName() + ", which can't be stored",
                "use String, Long, Double, Boolean or byte[], or turn the value into one of these");
    }
}
