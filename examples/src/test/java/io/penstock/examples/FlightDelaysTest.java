// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Penstock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightDelaysTest {
    private static final Path FLIGHTS = Output.DATA.resolve("flights.csv");

    @TempDir
    Path directory;

    @Test
    void everyFlightIsEitherInItsWindowsMeanOrAmongTheLate() throws Exception {
        Penstock.local()
                .withArgs("--input", FLIGHTS.toString(), "--output", out().toString(), "--late", late().toString())
                .withWorkers(2)
                .run(job -> {
                    job.parallelism(2);
                    new FlightDelays().define(job);
                });
        var lateFlights = new ArrayList<>(Output.lines(late()));
        var means = new TreeMap<String, long[]>();
        long sizeMs = FlightDelays.WINDOW.toMillis();
        long newestMs = Long.MIN_VALUE;
        for (Flight flight : flights()) {
            long startMs = Math.floorDiv(flight.scheduledMs(), sizeMs) * sizeMs;
            // Watermarks come between batches, so what could be late may be in time; what can't be late must be in
            // time.
            boolean mayBeLate = startMs + sizeMs - 1 < newestMs - FlightDelays.OUT_OF_ORDER.toMillis();
            newestMs = Math.max(newestMs, flight.scheduledMs());
            if (mayBeLate && lateFlights.remove(flight.origin() + "\t" + Instant.ofEpochMilli(flight.scheduledMs())))
                continue;
            long[] mean =
                    means.computeIfAbsent(flight.origin() + "\t" + Instant.ofEpochMilli(startMs), key -> new long[2]);
            mean[0] += flight.delayMinutes();
            mean[1]++;
        }
        assertThat(lateFlights).as("late without being so").isEmpty();
        assertThat(Output.lines(out()))
                .containsExactlyInAnyOrderElementsOf(means.entrySet().stream()
                        .map(e -> e.getKey() + "\t" + (double) e.getValue()[0] / e.getValue()[1])
                        .toList());
    }

    static List<Flight> flights() throws Exception {
        return Files.readAllLines(FLIGHTS).stream().skip(1).map(Flight::parse).toList();
    }

    private Path out() {
        return directory.resolve("out");
    }

    private Path late() {
        return directory.resolve("late");
    }
}
