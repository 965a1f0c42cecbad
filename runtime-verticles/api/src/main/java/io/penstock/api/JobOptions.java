// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/** Keys for {@link JobBuilder#option}. Durations are whole milliseconds. */
public final class JobOptions {
    private JobOptions() {}

    /** {@code exponential-delay} (default), {@code fixed-delay}, {@code failure-rate}, {@code none}, or a plug-in's name. */
    public static final String RESTART_STRATEGY = "restart.strategy";

    /** Prefix of a restart strategy's own settings, as in {@code restart.fixed-delay.attempts}. */
    public static final String RESTART_PREFIX = "restart.";

    /** {@code region} (default), {@code all}, {@code individual}, or a plug-in's name. */
    public static final String FAILOVER_STRATEGY = "failover.strategy";

    /** {@code pipelined-region} (default), {@code eager}, {@code lazy-from-sources}, or a plug-in's name. */
    public static final String SCHEDULING_STRATEGY = "scheduling.strategy";

    /** Longest time that a record waits in a batch that is not full; default 5 ms. */
    public static final String FLUSH_MAX_DELAY_MS = "flush.maxDelayMs";

    /** {@code false} runs shared operator classes instead of hidden copies: slower, easier to debug. */
    public static final String SPECIALIZE = "flow.specialize";
}
