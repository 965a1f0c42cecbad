// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import java.util.List;
import java.util.Optional;

/**
 * Keys for {@link JobBuilder#option}. Durations are whole milliseconds.
 *
 * <pre>{@code
 * job.option(JobOptions.RESTART_STRATEGY, "fixed-delay")
 *         .option(JobOptions.RESTART_PREFIX + "attemptsMax", "3")
 *         .option(JobOptions.FLUSH_MAX_DELAY_MS, "1");
 * }</pre>
 */
public final class JobOptions {
    private JobOptions() {}

    /**
     * {@code exponential-delay} (default), {@code fixed-delay}, {@code failure-rate}, {@code none}, or a plug-in's
     * name.
     */
    public static final String RESTART_STRATEGY = "restart.strategy";

    /** Prefix of a restart strategy's own settings, as in {@code restart.attemptsMax}. */
    public static final String RESTART_PREFIX = "restart.";

    /** {@code region} (default), {@code all}, {@code individual}, or a plug-in's name. */
    public static final String FAILOVER_STRATEGY = "failover.strategy";

    /** {@code pipelined-region} (default), {@code eager}, {@code lazy-from-sources}, or a plug-in's name. */
    public static final String SCHEDULING_STRATEGY = "scheduling.strategy";

    /** Longest time that a record waits in a batch that is not full; default 5 ms. */
    public static final String FLUSH_MAX_DELAY_MS = "flush.maxDelayMs";

    /** {@code false} runs shared operator classes instead of hidden copies: slower, easier to debug. */
    public static final String SPECIALIZE = "flow.specialize";

    private static final List<String> KEYS =
            List.of(RESTART_STRATEGY, FAILOVER_STRATEGY, SCHEDULING_STRATEGY, FLUSH_MAX_DELAY_MS, SPECIALIZE);

    /** Strategies, plug-ins included, have settings of their own below their word. */
    private static final List<String> PREFIXES = List.of(RESTART_PREFIX, "failover.", "scheduling.");

    /**
     * What is wrong with an option, in words; empty if nothing is. The values of strategies are checked by the
     * strategies themselves.
     */
    public static Optional<String> problem(String key, String value) {
        if (!KEYS.contains(key) && PREFIXES.stream().noneMatch(key::startsWith)) {
            return Optional.of("unknown option '" + key + "'; known are " + String.join(", ", KEYS) + " and "
                    + RESTART_PREFIX + "* for the settings of a restart strategy");
        }
        if (key.equals(SPECIALIZE) && !value.equals("true") && !value.equals("false")) {
            return Optional.of("option '" + key + "' must be true or false, not '" + value + "'");
        }
        if (key.equals(FLUSH_MAX_DELAY_MS) && !value.matches("\\d{1,9}")) {
            return Optional.of("option '" + key + "' must be a whole number of milliseconds, not '" + value + "'");
        }
        return Optional.empty();
    }
}
