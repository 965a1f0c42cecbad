// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values of metrics at one moment, to be written in Prometheus' text format. Not thread-safe. */
public final class Sheet {
    private final Map<Metric, Map<Labels, Double>> values = new EnumMap<>(Metric.class);

    /** Puts a value; the labels' values in the order of {@link Metric#labels}. The same labels again replace it. */
    public Sheet put(Metric metric, double value, String... labelValues) {
        Labels labels = Labels.of(metric.labels().toArray(String[]::new), labelValues);
        values.computeIfAbsent(metric, key -> new LinkedHashMap<>()).put(labels, value);
        return this;
    }

    /** Everything put so far. */
    public MetricSnapshots snapshots() {
        var all = MetricSnapshots.builder();
        values.forEach((metric, points) -> all.metricSnapshot(snapshot(metric, points)));
        return all.build();
    }

    /** The same as text (version 0.0.4). */
    public String text() {
        MetricSnapshots snapshots = snapshots();
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.getPrometheusRegistry().register((MultiCollector) () -> snapshots);
        return registry.scrape();
    }

    private static MetricSnapshot snapshot(Metric metric, Map<Labels, Double> points) {
        if (metric.kind() == Metric.Kind.COUNTER) {
            var counter = CounterSnapshot.builder().name(metric.base()).help(metric.help());
            points.forEach((labels, value) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .value(value)
                    .labels(labels)
                    .build()));
            return counter.build();
        }
        var gauge = GaugeSnapshot.builder().name(metric.base()).help(metric.help());
        points.forEach((labels, value) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(labels)
                .build()));
        return gauge.build();
    }
}
