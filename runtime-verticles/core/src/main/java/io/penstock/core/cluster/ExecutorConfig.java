// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

/**
 * How a TaskExecutor behaves.
 *
 * @param beatMs between two beats, which repeat all that is unanswered
 * @param offerTimeoutMs a slot that no JobMaster has accepted by then is free again
 * @param orphanTimeoutMs a job whose JobMaster is silent this long is cancelled here
 * @param reportsMax most task reports in one message, so that it stays small
 */
public record ExecutorConfig(long beatMs, long offerTimeoutMs, long orphanTimeoutMs, int reportsMax) {
    /** The defaults of node.yaml. */
    public static final ExecutorConfig DEFAULTS = new ExecutorConfig(500, 10_000, 300_000, 500);

    public ExecutorConfig {
        if (beatMs <= 0 || offerTimeoutMs < beatMs || orphanTimeoutMs < beatMs || reportsMax <= 0) {
            throw new IllegalArgumentException("timeouts must be at least one beat of " + beatMs + " ms");
        }
    }
}
