// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * One departure.
 *
 * @param scheduledMs when it should have left, ms since the epoch
 * @param delayMinutes how much later it left; negative if early
 */
public record Flight(long scheduledMs, int delayMinutes, int distanceMiles, String origin, String destination) {
    /** The heading of the file. */
    static final String HEADING = "scheduled,delayMinutes,distanceMiles,origin,destination";

    /** @throws IllegalArgumentException with the line that can't be read */
    static Flight parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 5) throw new IllegalArgumentException("a flight has 5 fields: " + line);
        try {
            long scheduledMs =
                    LocalDateTime.parse(fields[0]).toInstant(ZoneOffset.UTC).toEpochMilli();
            return new Flight(
                    scheduledMs, Integer.parseInt(fields[1]), Integer.parseInt(fields[2]), fields[3], fields[4]);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a flight: " + line, e);
        }
    }
}
