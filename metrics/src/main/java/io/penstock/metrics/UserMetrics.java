// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.penstock.api.metric.Counter;
import io.penstock.api.metric.Histogram;
import io.penstock.api.metric.MetricGroup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * Metrics of user functions, exported as {@code penstock_user_<name>} with the labels job, operator and subtask. A
 * counter is one field that its task's thread writes without a fence on every increment and that the scrape reads.
 */
public final class UserMetrics implements MetricGroup, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Object> handles = new ConcurrentHashMap<>();
    private final List<Meter> meters = new ArrayList<>();

    UserMetrics(MeterRegistry registry, String job, String operator, int subtask) {
        this.registry = registry;
        this.tags = Tags.of("job", job, "operator", operator, "subtask", Integer.toString(subtask));
    }

    @Override
    public Counter counter(String name) {
        return (Counter) handles.computeIfAbsent("counter " + checked(name), key -> {
            var counter = new TaskCounter();
            add(FunctionCounter.builder("penstock.user." + name, counter, TaskCounter::read)
                    .tags(tags)
                    .register(registry));
            return counter;
        });
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {
        handles.computeIfAbsent("gauge " + checked(name), key -> {
            add(Gauge.builder("penstock.user." + name, value, DoubleSupplier::getAsDouble)
                    .tags(tags)
                    .strongReference(true)
                    .register(registry));
            return value;
        });
    }

    @Override
    public Histogram histogram(String name) {
        return (Histogram) handles.computeIfAbsent("histogram " + checked(name), key -> {
            DistributionSummary summary = DistributionSummary.builder("penstock.user." + name)
                    .tags(tags)
                    .publishPercentiles(0.5, 0.99)
                    .register(registry);
            add(summary);
            return (Histogram) summary::record;
        });
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a metric's name is lower-case letters, digits and _, not: " + name);
        }
        return name;
    }

    private synchronized void add(Meter meter) {
        meters.add(meter);
    }

    /** Removes all metrics of this group. */
    @Override
    public synchronized void close() {
        meters.forEach(registry::remove);
        meters.clear();
        handles.clear();
    }

    /** Written by one thread, read by any: opaque access keeps it whole and visible without ordering anything else. */
    private static final class TaskCounter implements Counter {
        private static final VarHandle VALUE;

        static {
            try {
                VALUE = MethodHandles.lookup().findVarHandle(TaskCounter.class, "value", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("UnusedVariable") // through VALUE
        private long value;

        @Override
        public void increment(long amount) {
            VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + amount);
        }

        double read() {
            return (long) VALUE.getOpaque(this);
        }
    }
}
