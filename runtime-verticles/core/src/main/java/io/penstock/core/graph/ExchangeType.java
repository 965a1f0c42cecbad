// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/** When a consumer may read. */
public enum ExchangeType {
    /** While the producer runs: both belong to one region. */
    PIPELINED,
    /** When the producer has finished: the regions are separate. */
    BLOCKING
}
