// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import io.penstock.api.metric.Counter;
import io.penstock.api.metric.Histogram;
import io.penstock.api.metric.MetricGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;

/** Reads a source as the runtime would, one subtask at a time, with a clock of its own. */
final class ReaderBench implements SourceReaderContext, MetricGroup {
    final Semaphore wakes = new Semaphore(0);
    final List<SplitPosition> restored;
    final boolean isRestored;
    final int subtask;
    final int parallelism;
    long nowMs = 1_000;
    long wakeAtMs = Long.MAX_VALUE;

    ReaderBench(int subtask, int parallelism) {
        this(subtask, parallelism, List.of(), false);
    }

    ReaderBench(int subtask, int parallelism, List<SplitPosition> restored, boolean isRestored) {
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.restored = restored;
        this.isRestored = isRestored;
    }

    static final class Gather<T> implements SourceOutput<T> {
        final List<T> values = new ArrayList<>();

        @Override
        public void emit(T value) {
            values.add(value);
        }

        @Override
        public void emit(T value, long timestampMs) {
            values.add(value);
        }
    }

    /** Everything that all subtasks of a bounded source read, in polls of {@code batch} records. */
    static <T> List<T> readAll(Source<T> source, int parallelism, int batch) throws Exception {
        var all = new Gather<T>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (SourceReader<T> reader = source.createReader(new ReaderBench(subtask, parallelism))) {
                SourceReader.Status status;
                do {
                    int before = all.values.size();
                    status = reader.poll(all, batch);
                    assert all.values.size() - before <= batch : "a poll must keep to its bound";
                } while (status == SourceReader.Status.MORE);
            }
        }
        return all.values;
    }

    @Override
    public List<SplitPosition> restored() {
        return restored;
    }

    @Override
    public boolean isRestored() {
        return isRestored;
    }

    @Override
    public void wake() {
        wakes.release();
    }

    @Override
    public void wakeAt(long timeMs) {
        wakeAtMs = timeMs;
    }

    @Override
    public long currentProcessingTime() {
        return nowMs;
    }

    @Override
    public String jobId() {
        return "0123456789abcdef0123456789abcdef";
    }

    @Override
    public String operatorName() {
        return "source";
    }

    @Override
    public int subtaskIndex() {
        return subtask;
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public MetricGroup metrics() {
        return this;
    }

    @Override
    public Counter counter(String name) {
        return amount -> {};
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {}

    @Override
    public Histogram histogram(String name) {
        return value -> {};
    }
}
