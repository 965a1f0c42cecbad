// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongBinaryOperator;
import java.util.function.ToLongFunction;

/**
 * Reads the tasks when somebody scrapes, so that a task costs nothing in between and its start costs one set insertion.
 * A vertex with more than {@code subtasksMax} subtasks in this process is reported as one series, with the label
 * {@code subtask="all"}: counters are summed, the watermark is the smallest; so 10,000 subtasks do not make a million
 * series.
 */
public final class TaskMetrics implements MultiCollector {
    private static final String ALL = "all";

    private final int subtasksMax;
    private final Set<TaskReading> tasks = ConcurrentHashMap.newKeySet();

    TaskMetrics(int subtasksMax) {
        this.subtasksMax = subtasksMax;
    }

    /** Starts reporting a task. */
    public void add(TaskReading task) {
        tasks.add(task);
    }

    /** Stops. */
    public void remove(TaskReading task) {
        tasks.remove(task);
    }

    @Override
    public MetricSnapshots collect() {
        List<List<TaskReading>> series = series();
        var snapshots = MetricSnapshots.builder();
        snapshots.metricSnapshot(counter(series, "penstock_task_records_in", "Records read", TaskReading::recordsIn));
        snapshots.metricSnapshot(
                counter(series, "penstock_task_records_out", "Records emitted", TaskReading::recordsOut));
        snapshots.metricSnapshot(counter(
                series,
                "penstock_task_records_late",
                "Records later than their windows allow",
                TaskReading::lateRecords));
        snapshots.metricSnapshot(counter(
                series,
                "penstock_task_thread_hogs",
                "Steps that held a worker thread too long, with their stack in the log",
                TaskReading::hogs));
        snapshots.metricSnapshot(watermarks(series));
        snapshots.metricSnapshot(backPressured(series));
        return snapshots.build();
    }

    /** The tasks of each series. */
    private List<List<TaskReading>> series() {
        Map<String, List<TaskReading>> byVertex = new TreeMap<>();
        for (TaskReading task : tasks) {
            byVertex.computeIfAbsent(task.job() + '\n' + task.vertex(), key -> new ArrayList<>())
                    .add(task);
        }
        var series = new ArrayList<List<TaskReading>>();
        for (List<TaskReading> vertex : byVertex.values()) {
            if (vertex.size() > subtasksMax) series.add(vertex);
            else vertex.forEach(task -> series.add(List.of(task)));
        }
        return series;
    }

    private static CounterSnapshot counter(
            List<List<TaskReading>> series, String name, String help, ToLongFunction<TaskReading> value) {
        var snapshot = CounterSnapshot.builder().name(name).help(help + ".");
        for (List<TaskReading> tasks : series) {
            snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .value((double) fold(tasks, value, Long::sum))
                    .labels(labels(tasks))
                    .build());
        }
        return snapshot.build();
    }

    private static GaugeSnapshot watermarks(List<List<TaskReading>> series) {
        var snapshot = GaugeSnapshot.builder()
                .name("penstock_task_watermark_seconds")
                .help("Event time reached, as seconds since the epoch.");
        for (List<TaskReading> tasks : series) {
            long watermarkMs = fold(tasks, TaskReading::watermarkMs, Math::min);
            if (watermarkMs == Long.MIN_VALUE || watermarkMs == Long.MAX_VALUE) continue;
            snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .value(watermarkMs / 1000.0)
                    .labels(labels(tasks))
                    .build());
        }
        return snapshot.build();
    }

    private static GaugeSnapshot backPressured(List<List<TaskReading>> series) {
        var snapshot = GaugeSnapshot.builder()
                .name("penstock_task_back_pressured")
                .help("Number of tasks of the series that wait for room downstream.");
        for (List<TaskReading> tasks : series) {
            snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .value((double) fold(tasks, task -> task.backPressured() ? 1 : 0, Long::sum))
                    .labels(labels(tasks))
                    .build());
        }
        return snapshot.build();
    }

    private static long fold(List<TaskReading> tasks, ToLongFunction<TaskReading> value, LongBinaryOperator fold) {
        return tasks.stream().mapToLong(value).reduce(fold).orElse(0);
    }

    private static Labels labels(List<TaskReading> tasks) {
        TaskReading first = tasks.get(0);
        String subtask = tasks.size() == 1 ? Integer.toString(first.subtask()) : ALL;
        return Labels.of("job", first.job(), "subtask", subtask, "vertex", first.vertex());
    }
}
