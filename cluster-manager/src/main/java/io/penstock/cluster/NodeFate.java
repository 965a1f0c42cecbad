// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the one event that ends a node, once, on a thread of its own: the reporting thread belongs to what just
 * broke. Thread-safe.
 */
final class NodeFate {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFate.class);

    private final ClusterEvents events;
    private final AtomicBoolean sealed = new AtomicBoolean();

    NodeFate(ClusterEvents events) {
        this.events = events;
    }

    /** The node ends because it was told to: nothing is to be reported any more. */
    void closing() {
        sealed.set(true);
    }

    void merged(String detail) {
        report("merged: " + detail, () -> events.onMerged(detail));
    }

    void stalled(String detail, String threadDump) {
        report("stalled: " + detail, () -> events.onStalled(detail, threadDump));
    }

    void stopped(String detail) {
        report("stopped: " + detail, () -> events.onStopped(detail));
    }

    private void report(String what, Runnable callback) {
        if (sealed.compareAndSet(false, true)) {
            LOG.error("This node must end and join anew: {}", what);
            Thread thread = new Thread(callback, "penstock-fate");
            thread.start();
        }
    }
}
