// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.OutputTag;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The mean delay per airport and hour of scheduled time. Flights come in the order in which they left, so the more
 * delayed they are the more out of order they come; those that come an hour after their own hour are late and go to
 * files of their own.
 *
 * <p>Arguments: {@code --input} file, {@code --output} directory, {@code --late} directory.
 */
public final class FlightDelays implements JobProgram {
    static final Duration WINDOW = Duration.ofHours(1);
    static final Duration OUT_OF_ORDER = Duration.ofHours(1);
    private static final OutputTag<Flight> LATE = new OutputTag<>("late");

    @Override
    public void define(JobBuilder job) {
        Arguments args = Arguments.parse(job.args(), Set.of("input", "output", "late"));
        job.name("flight-delays").mode(ExecutionMode.STREAMING);
        DataStream<Flight> flights = flights(job, args.required("input"), OUT_OF_ORDER);
        DataStream<WindowResult<String, Double>> delays = flights.keyBy(Flight::origin)
                .keyType(String.class)
                .window(WindowAssigner.tumbling(WINDOW))
                .lateOutput(LATE)
                .aggregate(Aggregates.averaging(Flight::delayMinutes))
                .name("mean delay")
                .uid("mean-delay");
        delays.map(FlightDelays::format).sinkTo("delays", Sinks.<String>textFiles(Path.of(args.required("output"))));
        delays.sideOutput(LATE)
                .map(flight -> flight.origin() + "\t" + Instant.ofEpochMilli(flight.scheduledMs()))
                .sinkTo("late flights", Sinks.<String>textFiles(Path.of(args.required("late"))));
    }

    /** Flights with event time, read by one subtask so that they stay in the order of the file. */
    static DataStream<Flight> flights(JobBuilder job, String input, Duration outOfOrder) {
        return job.source("lines", Sources.textFiles(Path.of(input)))
                .parallelism(1)
                .filter(line -> !line.equals(Flight.HEADING))
                .parallelism(1)
                .map(Flight::parse)
                .parallelism(1)
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.forBoundedOutOfOrderness(outOfOrder, Flight::scheduledMs))
                .parallelism(1);
    }

    static String format(WindowResult<String, Double> mean) {
        return mean.key() + "\t" + Instant.ofEpochMilli(mean.startMs()) + "\t" + mean.value();
    }
}
