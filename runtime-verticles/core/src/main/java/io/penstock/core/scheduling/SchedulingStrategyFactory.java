// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.scheduling;

import java.util.List;
import java.util.SortedMap;

/**
 * Makes one {@link SchedulingStrategy} per job. A plug-in names its factory in {@code META-INF/services}. Must be
 * stateless.
 */
public interface SchedulingStrategyFactory {
    /** What a job writes for {@code scheduling.strategy}: lower-case words joined by hyphens. */
    String name();

    /** The option keys that it reads; each starts with {@code scheduling.}. */
    default List<String> options() {
        return List.of();
    }

    /**
     * A strategy for one job.
     *
     * @param options the job's options, of all keys
     * @throws IllegalArgumentException if one of {@link #options} has an unusable value; the message names key, value
     *     and what is allowed
     */
    SchedulingStrategy create(SortedMap<String, String> options);
}
