// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a slot offers or needs, as a vector.
 *
 * <pre>{@code
 * readings.map(Reading::value).resources(ResourceProfile.of(1_500, 512).with("gpu", 1)); // one and a half cores
 * }</pre>
 *
 * @param cpuMillis thousandths of a core
 * @param heapMb heap, MiB
 * @param extras named resources such as {@code gpu}, in whole units
 */
public record ResourceProfile(long cpuMillis, long heapMb, Map<String, Long> extras) {
    /** Fits in any slot. */
    public static final ResourceProfile ANY = new ResourceProfile(0, 0, Map.of());

    public ResourceProfile {
        if (cpuMillis < 0 || heapMb < 0) throw new IllegalArgumentException("resources must not be negative");
        extras.forEach((name, amount) -> {
            if (amount < 0) throw new IllegalArgumentException("resource " + name + " must not be negative");
        });
        extras = Collections.unmodifiableMap(new TreeMap<>(extras));
    }

    /** CPU and heap alone. */
    public static ResourceProfile of(long cpuMillis, long heapMb) {
        return new ResourceProfile(cpuMillis, heapMb, Map.of());
    }

    /** The same with {@code amount} of a named resource. */
    public ResourceProfile with(String name, long amount) {
        var more = new TreeMap<>(extras);
        more.put(name, amount);
        return new ResourceProfile(cpuMillis, heapMb, more);
    }

    /** Whether this much covers {@code need} in every component. */
    public boolean covers(ResourceProfile need) {
        return cpuMillis >= need.cpuMillis
                && heapMb >= need.heapMb
                && need.extras.entrySet().stream().allMatch(e -> extras.getOrDefault(e.getKey(), 0L) >= e.getValue());
    }

    /** Component-wise sum. */
    public ResourceProfile plus(ResourceProfile other) {
        var sum = new TreeMap<>(extras);
        other.extras.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
        return new ResourceProfile(cpuMillis + other.cpuMillis, heapMb + other.heapMb, sum);
    }

    /** Component-wise difference; {@code other} must be covered. */
    public ResourceProfile minus(ResourceProfile other) {
        if (!covers(other)) throw new IllegalArgumentException(this + " does not cover " + other);
        var rest = new TreeMap<>(extras);
        other.extras.forEach((name, amount) -> rest.merge(name, -amount, Long::sum));
        return new ResourceProfile(cpuMillis - other.cpuMillis, heapMb - other.heapMb, rest);
    }
}
