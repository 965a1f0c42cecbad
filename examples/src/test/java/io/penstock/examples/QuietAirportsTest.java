// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Penstock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuietAirportsTest {
    @TempDir
    Path directory;

    @Test
    void anAirportIsReportedForEachDayWithoutAFlight() throws Exception {
        Path out = directory.resolve("out");
        Penstock.local()
                .withArgs("--input", Output.DATA.resolve("flights.csv").toString(), "--output", out.toString())
                .withWorkers(2)
                .run(job -> {
                    job.parallelism(2);
                    new QuietAirports().define(job);
                });
        assertThat(Output.lines(out)).containsExactlyInAnyOrderElementsOf(expected());
    }

    /**
     * A plain loop over each airport's flights in order of their time: a gap of more than a day between two, and the
     * end of the file, are quiet.
     */
    private static List<String> expected() throws Exception {
        Map<String, TreeSet<Long>> byAirport = new TreeMap<>();
        for (Flight flight : FlightDelaysTest.flights()) {
            byAirport.computeIfAbsent(flight.origin(), key -> new TreeSet<>()).add(flight.scheduledMs());
        }
        var quiet = new ArrayList<String>();
        byAirport.forEach((airport, times) -> {
            for (long timeMs : times) {
                Long next = times.higher(timeMs);
                if (next == null || next - timeMs > QuietAirports.QUIET.toMillis()) {
                    quiet.add(airport + "\t" + Instant.ofEpochMilli(timeMs));
                }
            }
        });
        return quiet;
    }
}
