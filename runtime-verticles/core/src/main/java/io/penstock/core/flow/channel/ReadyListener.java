// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/** Hears which lanes have something to read, so that a consumer of many lanes need not look at each. */
@FunctionalInterface
public interface ReadyListener {
    /**
     * The lane has a batch, or had one a moment ago. Called after the batch is visible to {@link InputLane#poll}, from
     * any thread, and cheap when repeated. The listener wakes the consumer.
     *
     * @param lane index within the port
     */
    void laneReady(int lane);
}
