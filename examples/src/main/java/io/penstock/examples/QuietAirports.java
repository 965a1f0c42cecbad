// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.sink.Sinks;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Says when an airport has been quiet: no flight scheduled for 24 hours after one. A timer per airport is moved on by each flight.
 *
 * <p>Arguments: {@code --input} file, {@code --output} directory.
 */
public final class QuietAirports implements JobProgram {
    static final Duration QUIET = Duration.ofHours(24);

    @Override
    public void define(JobBuilder job) {
        Arguments args = Arguments.parse(job.args(), Set.of("input", "output"));
        job.name("quiet-airports").mode(ExecutionMode.STREAMING);
        FlightDelays.flights(job, args.required("input"))
                .keyBy(Flight::origin)
                .keyType(String.class)
                .process(new QuietAlert())
                .name("quiet alert")
                .uid("quiet-alert")
                .sinkTo("alerts", Sinks.<String>textFiles(Path.of(args.required("output"))));
    }

    private static final class QuietAlert extends KeyedProcessFunction<String, Flight, String> {
        private ValueState<Long> latest;

        @Override
        public void open(KeyedContext context) {
            latest = context.state().value(new ValueStateDescriptor<>("latest", Long.class));
        }

        @Override
        public void process(Flight flight, Context<String> context, Collector<String> out) {
            Long before = latest.value();
            if (before != null && before >= flight.scheduledMs()) return;
            if (before != null) context.timers().deleteEventTimeTimer(before + QUIET.toMillis());
            latest.update(flight.scheduledMs());
            context.timers().registerEventTimeTimer(flight.scheduledMs() + QUIET.toMillis());
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
            out.collect(context.currentKey() + "\t" + Instant.ofEpochMilli(timestamp - QUIET.toMillis()));
        }
    }
}
