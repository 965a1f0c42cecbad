// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a strategy's settings out of a job's options. Each method throws an {@link IllegalArgumentException} that names
 * key, value and what is allowed. Immutable.
 */
public record StrategyOptions(SortedMap<String, String> options) {
    /** A whole number from {@code min} to {@code max}. */
    public long whole(String key, long absent, long min, long max) {
        String text = options.get(key);
        if (text == null) return absent;
        Long value = parseLong(text.strip());
        if (value != null && value >= min && value <= max) return value;
        throw new IllegalArgumentException(
                key + ": must be a whole number from " + min + " to " + max + ", not '" + text + "'");
    }

    /** A duration in ms, at least {@code min}, at most a year. */
    public long millis(String key, long absent, long min) {
        return whole(key, absent, min, 31_536_000_000L);
    }

    /** A decimal number from {@code min} to {@code max}. */
    public double real(String key, double absent, double min, double max) {
        String text = options.get(key);
        if (text == null) return absent;
        Double value = parseDouble(text.strip());
        if (value != null && value >= min && value <= max) return value;
        throw new IllegalArgumentException(
                key + ": must be a number from " + min + " to " + max + ", not '" + text + "'");
    }

    private static @Nullable Long parseLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double parseDouble(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
