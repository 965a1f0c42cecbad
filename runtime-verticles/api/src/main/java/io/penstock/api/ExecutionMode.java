// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * How a job is executed.
 *
 * <pre>{@code
 * job.mode(ExecutionMode.STREAMING); // results as they arise, even though the source ends
 * job.source("numbers", Sources.numbers(0, 1_000_000));
 * }</pre>
 */
public enum ExecutionMode {
    /** Batch if every source is bounded, else streaming. */
    AUTOMATIC,
    /** Exchanges block, regions run one after another, aggregations emit once. Only for bounded sources. */
    BATCH,
    /** Everything runs at once and results flow as they arise. */
    STREAMING
}
