// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.window;

import java.time.Duration;

/**
 * Says to which windows a record belongs. Plain values, interpreted by the runtime; all durations are whole
 * milliseconds above 0.
 *
 * <pre>{@code
 * var bySensor = readings.keyBy(Reading::sensor);
 * bySensor.window(WindowAssigner.tumbling(Duration.ofMinutes(1)));
 * bySensor.window(WindowAssigner.sliding(Duration.ofMinutes(10), Duration.ofMinutes(1)));
 * bySensor.window(WindowAssigner.session(Duration.ofMinutes(5)));
 * bySensor.window(WindowAssigner.tumblingProcessingTime(Duration.ofSeconds(1)));
 * }</pre>
 */
public sealed interface WindowAssigner {
    /** Whether windows follow event time (else processing time). */
    boolean eventTime();

    /** Windows of {@code sizeMs}, aligned to the epoch plus {@code offsetMs}. */
    record Tumbling(long sizeMs, long offsetMs, boolean eventTime) implements WindowAssigner {
        public Tumbling {
            Checks.positive("size", sizeMs);
        }
    }

    /** Windows of {@code sizeMs}, one starting every {@code slideMs}. */
    record Sliding(long sizeMs, long slideMs, long offsetMs, boolean eventTime) implements WindowAssigner {
        public Sliding {
            Checks.positive("size", sizeMs);
            Checks.positive("slide", slideMs);
        }
    }

    /** Windows that end after {@code gapMs} without a record of the key. */
    record Session(long gapMs, boolean eventTime) implements WindowAssigner {
        public Session {
            Checks.positive("gap", gapMs);
        }
    }

    /** One window for all; needs a trigger other than time. */
    record Global() implements WindowAssigner {
        @Override
        public boolean eventTime() {
            return true;
        }
    }

    /** Event-time tumbling windows. */
    static WindowAssigner tumbling(Duration size) {
        return new Tumbling(size.toMillis(), 0, true);
    }

    /** Event-time sliding windows. */
    static WindowAssigner sliding(Duration size, Duration slide) {
        return new Sliding(size.toMillis(), slide.toMillis(), 0, true);
    }

    /** Event-time session windows. */
    static WindowAssigner session(Duration gap) {
        return new Session(gap.toMillis(), true);
    }

    /** The global window. */
    static WindowAssigner global() {
        return new Global();
    }

    /** Processing-time tumbling windows. */
    static WindowAssigner tumblingProcessingTime(Duration size) {
        return new Tumbling(size.toMillis(), 0, false);
    }

    /** Processing-time sliding windows. */
    static WindowAssigner slidingProcessingTime(Duration size, Duration slide) {
        return new Sliding(size.toMillis(), slide.toMillis(), 0, false);
    }

    /** Processing-time session windows. */
    static WindowAssigner sessionProcessingTime(Duration gap) {
        return new Session(gap.toMillis(), false);
    }
}
