// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import java.util.List;
import java.util.SortedMap;

/**
 * Makes one {@link RestartStrategy} per job. A plug-in names its factory in {@code META-INF/services}. Must be
 * stateless.
 */
public interface RestartStrategyFactory {
    /** What a job writes for {@code restart.strategy}: lower-case words joined by hyphens. */
    String name();

    /** The option keys that it reads; each starts with {@code restart.}. */
    default List<String> options() {
        return List.of();
    }

    /**
     * A strategy for one job.
     *
     * @param options the job's options, of all keys; {@link StrategyOptions} helps to read them
     * @param seed for whatever shall look random; the same seed and failures give the same decisions
     * @throws IllegalArgumentException if one of {@link #options} has an unusable value; the message names key, value
     *     and what is allowed
     */
    RestartStrategy create(SortedMap<String, String> options, long seed);
}
