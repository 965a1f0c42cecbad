// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

/**
 * How the Dispatcher behaves.
 *
 * @param beatMs between two beats, which repeat all that is unanswered
 * @param deadAfterMs a JobMaster silent this long gets a successor
 * @param submitWaitMs a submission is answered by then even if its program is not evaluated yet: the job is accepted
 *     and waits, visibly
 * @param evaluateTimeoutMs an evaluation that takes longer is tried on another worker
 * @param evaluateTriesMax then the program is refused; also guards the workers against a program that kills each that
 *     evaluates it
 * @param relayTimeoutMs a query that the JobMaster has not answered by then is answered from what the Dispatcher knows
 * @param jobsMax most jobs that have not ended
 * @param historyMax most ended jobs that are remembered
 * @param historyAgeMs how long they are
 * @param rescanMaxMs longest time between two readings of all job records, which find what a deposed leader still wrote
 */
public record DispatcherConfig(
        long beatMs,
        long deadAfterMs,
        long submitWaitMs,
        long evaluateTimeoutMs,
        int evaluateTriesMax,
        long relayTimeoutMs,
        int jobsMax,
        int historyMax,
        long historyAgeMs,
        long rescanMaxMs) {
    /** The defaults of node.yaml. */
    public static final DispatcherConfig DEFAULTS =
            new DispatcherConfig(500, 5_000, 2_500, 10_000, 3, 2_000, 10_000, 200, 604_800_000, 60_000);

    public DispatcherConfig {
        if (beatMs <= 0 || deadAfterMs < beatMs || evaluateTriesMax <= 0 || jobsMax <= 0 || historyMax < 0) {
            throw new IllegalArgumentException("dispatcher settings out of range");
        }
    }
}
