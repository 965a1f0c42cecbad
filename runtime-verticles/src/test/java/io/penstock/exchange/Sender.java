// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends single records through a port from the test's own thread, waiting for room as a task would. */
final class Sender {
    private final OutputPort port;
    private final Semaphore wakes = new Semaphore(0);
    private final Map<Integer, OutputLane> lanes = new TreeMap<>();

    Sender(OutputPort port) {
        this.port = port;
        port.attach(wakes::release);
    }

    void send(int target, Object value) throws InterruptedException {
        Batch batch = new Batch(1);
        batch.add(value, 1);
        OutputLane lane = lanes.computeIfAbsent(target, port::lane);
        while (!lane.offer(batch))
            assertThat(wakes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Sends until the lane throws, or 20 s without room have passed. */
    void sendUntilRefused(int target) throws InterruptedException {
        while (true) send(target, "more");
    }
}
