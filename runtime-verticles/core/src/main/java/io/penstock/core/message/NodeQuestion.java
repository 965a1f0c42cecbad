// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** What any node can be asked about itself. */
public enum NodeQuestion {
    /** All threads with their stacks. */
    THREADS,
    /** The end of its log. */
    LOG,
    /** The JVM: version, options, class path, memory. */
    ENVIRONMENT,
    /** The present values of its own metrics. */
    METRICS,
    /** All its metrics in Prometheus' text format, its tasks' too. */
    PROMETHEUS
}
