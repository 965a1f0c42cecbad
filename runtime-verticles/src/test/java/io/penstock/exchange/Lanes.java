// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads single records from a port's lanes on the test's own thread. */
final class Lanes {
    private final InputPort port;
    private final Semaphore[] ready;
    private final Map<Integer, InputLane> lanes = new TreeMap<>();

    Lanes(InputPort port) {
        this.port = port;
        this.ready = new Semaphore[port.lanes()];
        for (int i = 0; i < ready.length; i++) ready[i] = new Semaphore(0);
        port.attach(lane -> ready[lane].release());
    }

    Object next(int lane) throws InterruptedException {
        while (true) {
            assertThat(ready[lane].tryAcquire(20, TimeUnit.SECONDS))
                    .as("lane " + lane)
                    .isTrue();
            InputLane from = lanes.computeIfAbsent(lane, port::lane);
            Batch batch = from.poll();
            if (batch == null) continue;
            Object value = batch.values[0];
            from.recycle(batch);
            return value;
        }
    }
}
