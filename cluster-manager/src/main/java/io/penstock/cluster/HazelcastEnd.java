// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import com.hazelcast.core.HazelcastInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends Hazelcast gracefully, so that its data moves on first, but not for longer than there is time. */
final class HazelcastEnd {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastEnd.class);

    private HazelcastEnd() {}

    static void end(HazelcastInstance hazelcast, long remainingMs) {
        Thread graceful = new Thread(() -> hazelcast.getLifecycleService().shutdown(), "penstock-hazelcast-shutdown");
        graceful.setDaemon(true);
        graceful.start();
        try {
            graceful.join(remainingMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (graceful.isAlive()) {
            LOG.warn("Hazelcast did not shut down gracefully in {} ms, terminating it", remainingMs);
            hazelcast.getLifecycleService().terminate();
        }
    }
}
