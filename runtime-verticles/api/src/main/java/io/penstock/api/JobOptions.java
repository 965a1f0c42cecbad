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

    /**
     * Whether records of a key are folded before they cross an exchange, for aggregations that can merge: {@code auto}
     * (default) where it pays, {@code always} wherever possible, {@code never}.
     */
    public static final String COMBINE = "flow.combine";

    /** Time from one checkpoint's beginning to the next one's; 0: none are taken. Streaming jobs only. */
    public static final String CHECKPOINT_INTERVAL_MS = "checkpoint.intervalMs";

    /** Least time from one checkpoint's end to the next one's beginning. */
    public static final String CHECKPOINT_MIN_PAUSE_MS = "checkpoint.minPauseMs";

    /** How long a checkpoint may take; then it has failed. */
    public static final String CHECKPOINT_TIMEOUT_MS = "checkpoint.timeoutMs";

    /** Failed checkpoints in a row after which the job fails over; -1: never. */
    public static final String CHECKPOINT_TOLERATED_FAILURES = "checkpoint.toleratedFailures";

    /** How many completed checkpoints are kept. */
    public static final String CHECKPOINT_RETAINED = "checkpoint.retained";

    /** {@code hazelcast} (default: replicated in memory, for small state) or {@code directory}. */
    public static final String CHECKPOINT_STORE = "checkpoint.store";

    /** Where the store {@code directory} puts checkpoints: a path that every worker and coordinator sees. */
    public static final String CHECKPOINT_DIRECTORY = "checkpoint.directory";

    /** How long barriers wait to be aligned before they overtake what is in their way; 0: for ever. */
    public static final String CHECKPOINT_ALIGNED_TIMEOUT_MS = "checkpoint.alignedTimeoutMs";

    /** Where savepoints go that name no directory. */
    public static final String SAVEPOINT_DIRECTORY = "savepoint.directory";

    /** The savepoint or kept checkpoint that the job begins from; counts only when given at submission. */
    public static final String SAVEPOINT_PATH = "savepoint.path";

    /** {@code true}: state in the savepoint that no operator of the job takes is dropped instead of refused. */
    public static final String SAVEPOINT_ALLOW_NON_RESTORED = "savepoint.allowNonRestoredState";

    /**
     * Batch: heap that one subtask's aggregation may use for its keys before it spills to disk, in KiB; by default a
     * fair share of a quarter of the heap.
     */
    public static final String AGGREGATION_MEMORY_KIB = "aggregation.memoryKiB";

    private static final List<String> KEYS = List.of(
            RESTART_STRATEGY,
            FAILOVER_STRATEGY,
            SCHEDULING_STRATEGY,
            FLUSH_MAX_DELAY_MS,
            SPECIALIZE,
            COMBINE,
            AGGREGATION_MEMORY_KIB,
            CHECKPOINT_INTERVAL_MS,
            CHECKPOINT_MIN_PAUSE_MS,
            CHECKPOINT_TIMEOUT_MS,
            CHECKPOINT_TOLERATED_FAILURES,
            CHECKPOINT_RETAINED,
            CHECKPOINT_STORE,
            CHECKPOINT_DIRECTORY,
            CHECKPOINT_ALIGNED_TIMEOUT_MS,
            SAVEPOINT_DIRECTORY,
            SAVEPOINT_PATH,
            SAVEPOINT_ALLOW_NON_RESTORED);

    private static final List<String> MILLISECONDS = List.of(
            FLUSH_MAX_DELAY_MS,
            CHECKPOINT_INTERVAL_MS,
            CHECKPOINT_MIN_PAUSE_MS,
            CHECKPOINT_TIMEOUT_MS,
            CHECKPOINT_ALIGNED_TIMEOUT_MS);

    private static final List<String> TRUTHS = List.of(SPECIALIZE, SAVEPOINT_ALLOW_NON_RESTORED);

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
        if (TRUTHS.contains(key) && !value.equals("true") && !value.equals("false")) {
            return Optional.of("option '" + key + "' must be true or false, not '" + value + "'");
        }
        if (MILLISECONDS.contains(key) && !value.matches("\\d{1,9}")) {
            return Optional.of("option '" + key + "' must be a whole number of milliseconds, not '" + value + "'");
        }
        if (key.equals(CHECKPOINT_ALIGNED_TIMEOUT_MS) && Long.parseLong(value) != 0) {
            return Optional.of("option '" + key + "' must be 0, not '" + value
                    + "': there are no unaligned checkpoints yet, barriers never overtake records");
        }
        if (key.equals(COMBINE) && !List.of("auto", "always", "never").contains(value)) {
            return Optional.of("option '" + key + "' must be auto, always or never, not '" + value + "'");
        }
        if (key.equals(CHECKPOINT_TOLERATED_FAILURES) && !value.matches("-1|\\d{1,9}")) {
            return Optional.of("option '" + key + "' must be a whole number, or -1, not '" + value + "'");
        }
        if (key.equals(AGGREGATION_MEMORY_KIB) && !value.matches("[1-9]\\d{0,8}")) {
            return Optional.of("option '" + key + "' must be a whole number of KiB above 0, not '" + value + "'");
        }
        if (key.equals(CHECKPOINT_RETAINED) && !value.matches("[1-9]\\d{0,2}")) {
            return Optional.of("option '" + key + "' must be a whole number from 1 to 999, not '" + value + "'");
        }
        if (key.equals(CHECKPOINT_STORE) && !value.equals("hazelcast") && !value.equals("directory")) {
            return Optional.of("option '" + key + "' must be hazelcast or directory, not '" + value + "'");
        }
        return Optional.empty();
    }
}
