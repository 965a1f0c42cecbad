// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.api.metric.MetricGroup;

/**
 * All metrics of one process, in Prometheus' format. Thread-safe. The JVM's meters are bound by {@link #watchJvm},
 * which costs start-up time and so is called when a node has started.
 */
public final class NodeMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TaskMetrics tasks;
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /** @param subtasksMax above this many subtasks a vertex is reported as one series, see {@link TaskMetrics} */
    public NodeMetrics(TaskMetrics.Level level, int subtasksMax) {
        tasks = new TaskMetrics(level, subtasksMax);
        registry.getPrometheusRegistry().register(tasks);
    }

    /** Adds heap, garbage collection, threads, classes, processor, files and uptime. */
    public void watchJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** For meters of the runtime itself; names are of the form {@code penstock.thing.unit}. */
    public MeterRegistry registry() {
        return registry;
    }

    /** The tasks that run in this process. */
    public TaskMetrics tasks() {
        return tasks;
    }

    /** Metrics that the functions of one operator and subtask register; {@code close} removes them. */
    public UserMetrics user(String job, String operator, int subtask) {
        return new UserMetrics(registry, job, operator, subtask);
    }

    /** Everything, in Prometheus' text format (version 0.0.4). */
    public String scrape() {
        return registry.scrape();
    }

    /** A group that keeps nothing, for tests and tools. */
    public static MetricGroup none() {
        return NoMetrics.INSTANCE;
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
