// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.KeyedStream;
import io.penstock.api.function.RuntimeContext;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import io.penstock.api.source.Source;
import io.penstock.api.source.SourceReader;
import io.penstock.api.source.SourceReaderContext;

/** Sources and sinks that can be planned but not run. */
public final class TestSources {
    private TestSources() {}

    /** A bounded source of any record type. */
    public static <T> Source<T> bounded() {
        return new Planned<>(true, Integer.MAX_VALUE);
    }

    /** An unbounded source of any record type. */
    public static <T> Source<T> unbounded() {
        return new Planned<>(false, Integer.MAX_VALUE);
    }

    /** A bounded source that can use one subtask only. */
    public static <T> Source<T> single() {
        return new Planned<>(true, 1);
    }

    /** A sink. */
    public static <T> Sink<T> sink() {
        return new PlannedSink<>();
    }

    /** Words, from a source that keeps itself apart from what reads it. */
    public static DataStream<String> words(JobBuilder job) {
        return job.source("words", TestSources.<String>bounded()).rebalance();
    }

    /** Words by their first letter. */
    public static KeyedStream<String, String> letters(JobBuilder job, String source) {
        return job.source(source, TestSources.<String>bounded()).keyBy(w -> w.substring(0, 1));
    }

    private record Planned<T>(boolean bounded, int maxParallelism) implements Source<T> {
        @Override
        public SourceReader<T> createReader(SourceReaderContext context) {
            throw new UnsupportedOperationException("only planned");
        }
    }

    private record PlannedSink<T>() implements Sink<T> {
        @Override
        public SinkWriter<T> createWriter(RuntimeContext context) {
            throw new UnsupportedOperationException("only planned");
        }
    }
}
