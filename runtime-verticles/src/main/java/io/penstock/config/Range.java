// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

/** What a number may be, both ends included, and its unit. */
record Range(double min, double max, String unit) {
    static final long HOUR_MS = 3_600_000L;
    static final long YEAR_MS = 365 * 24 * HOUR_MS;

    static Range of(double min, double max, String unit) {
        return new Range(min, max, unit);
    }

    static Range millis(long min, long max) {
        return new Range(min, max, "ms");
    }

    boolean holds(double value) {
        return value >= min && value <= max;
    }

    String words() {
        return plain(min) + " to " + plain(max);
    }

    static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
