// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
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
 * series. A coarser {@link Level} does that to every vertex, or to whole jobs.
 */
public final class TaskMetrics implements MultiCollector {
    private static final String ALL = "all";
    private static final double MS_PER_S = 1000;

    private final Level level;
    private final int subtasksMax;
    private final Set<TaskReading> tasks = ConcurrentHashMap.newKeySet();

    /** What gets a series of its own in this process. */
    public enum Level {
        /** A job; {@code vertex} and {@code subtask} are {@code all}. */
        JOB,
        /** A vertex; {@code subtask} is {@code all}. */
        VERTEX,
        /** A subtask, but for vertices with too many of them. */
        SUBTASK
    }

    TaskMetrics(Level level, int subtasksMax) {
        this.level = level;
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
        Sheet sheet = new Sheet();
        for (List<TaskReading> series : series()) {
            TaskReading first = series.get(0);
            boolean alone = series.size() == 1 && level == Level.SUBTASK;
            String subtask = alone ? Integer.toString(first.subtask()) : ALL;
            String[] labels = {first.job(), subtask, level == Level.JOB ? ALL : first.vertex()};
            put(sheet, series, labels);
        }
        return sheet.snapshots();
    }

    private static void put(Sheet sheet, List<TaskReading> series, String[] labels) {
        sheet.put(Metric.TASK_RECORDS_IN, sum(series, TaskReading::recordsIn), labels)
                .put(Metric.TASK_RECORDS_OUT, sum(series, TaskReading::recordsOut), labels)
                .put(Metric.TASK_RECORDS_LATE, sum(series, TaskReading::lateRecords), labels)
                .put(Metric.TASK_THREAD_HOGS, sum(series, TaskReading::hogs), labels)
                .put(Metric.TASK_BYTES_IN, sum(series, TaskReading::bytesIn), labels)
                .put(Metric.TASK_BYTES_OUT, sum(series, TaskReading::bytesOut), labels)
                .put(Metric.TASK_BUSY, sum(series, TaskReading::busyMs) / MS_PER_S, labels)
                .put(Metric.TASK_IDLE, sum(series, TaskReading::idleMs) / MS_PER_S, labels)
                .put(Metric.TASK_BACK_PRESSURED_TIME, sum(series, TaskReading::backPressuredMs) / MS_PER_S, labels)
                .put(Metric.TASK_BACK_PRESSURED, sum(series, task -> task.backPressured() ? 1 : 0), labels)
                .put(Metric.TASK_QUEUED, (double) fold(series, TaskReading::queuedPercent, Math::max) / 100, labels);
        List<TaskReading> stored =
                series.stream().filter(task -> task.stateBytes() >= 0).toList();
        if (!stored.isEmpty()) sheet.put(Metric.TASK_STATE, sum(stored, TaskReading::stateBytes), labels);
        long watermarkMs = fold(series, TaskReading::watermarkMs, Math::min);
        boolean known = watermarkMs != Long.MIN_VALUE && watermarkMs != Long.MAX_VALUE;
        if (known) sheet.put(Metric.TASK_WATERMARK, watermarkMs / MS_PER_S, labels);
    }

    /** The tasks of each series. */
    private List<List<TaskReading>> series() {
        Map<String, List<TaskReading>> byVertex = new TreeMap<>();
        for (TaskReading task : tasks) {
            String key = level == Level.JOB ? task.job() : task.job() + '\n' + task.vertex();
            byVertex.computeIfAbsent(key, unknown -> new ArrayList<>()).add(task);
        }
        var series = new ArrayList<List<TaskReading>>();
        for (List<TaskReading> vertex : byVertex.values()) {
            if (level != Level.SUBTASK || vertex.size() > subtasksMax) series.add(vertex);
            else vertex.forEach(task -> series.add(List.of(task)));
        }
        return series;
    }

    private static double sum(List<TaskReading> tasks, ToLongFunction<TaskReading> value) {
        return (double) fold(tasks, value, Long::sum);
    }

    private static long fold(List<TaskReading> tasks, ToLongFunction<TaskReading> value, LongBinaryOperator fold) {
        return tasks.stream().mapToLong(value).reduce(fold).orElse(0);
    }
}
