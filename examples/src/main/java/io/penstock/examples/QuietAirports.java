// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.sink.Sinks;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Says when an airport fell quiet: after which flights none was scheduled there for 24 hours. Each flight sets a timer;
 * when it fires, all flights of the day after are known, since none is more than a day behind.
 *
 * <p>Arguments: {@code --input} file, {@code --output} directory.
 */
public final class QuietAirports implements JobProgram {
    static final Duration QUIET = Duration.ofHours(24);

    @Override
    public void define(JobBuilder job) {
        Arguments args = Arguments.parse(job.args(), Set.of("input", "output"));
        job.name("quiet-airports").mode(ExecutionMode.STREAMING);
        FlightDelays.flights(job, args.required("input"), Duration.ofDays(1))
                .keyBy(Flight::origin)
                .keyType(String.class)
                .process(new QuietAlert())
                .name("quiet alert")
                .uid("quiet-alert")
                .sinkTo("alerts", Sinks.<String>textFiles(Path.of(args.required("output"))));
    }

    private static final class QuietAlert extends KeyedProcessFunction<String, Flight, String> {
        private MapState<Long, Integer> flights;

        @Override
        public void open(KeyedContext context) {
            flights = context.state().map(new MapStateDescriptor<>("flights", Long.class, Integer.class));
        }

        @Override
        public void process(Flight flight, Context<String> context, Collector<String> out) {
            flights.put(flight.scheduledMs(), flight.distanceMiles());
            context.timers().registerEventTimeTimer(flight.scheduledMs() + QUIET.toMillis());
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
            long flightMs = timestamp - QUIET.toMillis();
            flights.remove(flightMs);
            boolean quiet = true;
            for (Map.Entry<Long, Integer> other : flights.entries()) quiet &= other.getKey() > timestamp;
            if (quiet) out.collect(context.currentKey() + "\t" + Instant.ofEpochMilli(flightMs));
        }
    }
}
