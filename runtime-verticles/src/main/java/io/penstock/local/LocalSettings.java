// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How local jobs run.
 *
 * @param slotsPerWorker 0: as many as the job needs
 * @param timeout a job that takes longer fails
 */
record LocalSettings(List<String> args, int workers, int slotsPerWorker, Optional<Duration> timeout) {
    LocalSettings {
        args = List.copyOf(args);
        if (workers < 1) throw new IllegalArgumentException("there must be at least 1 worker, not " + workers);
        timeout.ifPresent(limit -> {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("the timeout must be positive, not " + limit);
            }
        });
    }
}
