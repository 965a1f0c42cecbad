// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/** Which clock a timer follows. */
public enum TimeDomain {
    /** Watermarks. */
    EVENT_TIME,
    /** The worker's wall clock. */
    PROCESSING_TIME
}
