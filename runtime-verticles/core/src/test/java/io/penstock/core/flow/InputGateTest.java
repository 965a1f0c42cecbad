// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class InputGateTest {
    private static final int LANES = 70; // more than a word of the bitmap

    private final List<CountedLane> lanes = new ArrayList<>();
    private InputGate gate;

    private static final class CountedLane implements InputLane {
        final TightLane lane = new TightLane(4);
        int polls;

        @Override
        public Batch poll() {
            polls++;
            return lane.poll();
        }

        @Override
        public boolean mayHaveMore() {
            return lane.mayHaveMore();
        }

        @Override
        public void recycle(Batch batch) {
            lane.recycle(batch);
        }
    }

    private static final class Port implements InputPort {
        private final List<CountedLane> lanes;

        Port(List<CountedLane> lanes) {
            this.lanes = lanes;
        }

        @Override
        public int lanes() {
            return lanes.size();
        }

        @Override
        public InputLane lane(int index) {
            return lanes.get(index);
        }

        @Override
        public void attach(ReadyListener listener) {
            for (int i = 0; i < lanes.size(); i++) {
                int lane = i;
                lanes.get(i).lane.ready = () -> listener.laneReady(lane);
            }
        }
    }

    @BeforeEach
    void attach() {
        for (int i = 0; i < LANES; i++) lanes.add(new CountedLane());
        var edge = new JobEdge(0, 0, 0, null, 1, 0, ExchangePattern.HASH, ExchangeType.PIPELINED);
        gate = new InputGate(List.of(new InputEdge(edge, new Port(lanes))), () -> {});
        gate.attach();
    }

    @Test
    void aBarrierCostsEachLaneOnePoll() {
        Batch barrier = barrier();
        for (CountedLane each : lanes) each.lane.offer(barrier);
        drain(true);
        gate.unblockAll();
        assertThat(gate.poll()).isNull();
        assertThat(lanes).extracting(lane -> lane.polls).containsOnly(1);
    }

    @Test
    void whatCameBehindABarrierIsThereAfterIt() {
        for (CountedLane each : lanes) {
            each.lane.offer(barrier());
            each.lane.offer(new Batch(1));
        }
        assertThat(drain(true)).isEqualTo(LANES);
        assertThat(gate.poll()).isNull();
        gate.unblockAll();
        assertThat(drain(false)).isEqualTo(LANES);
    }

    @Test
    void whatComesWhileALaneIsBlockedIsThereAfterIt() {
        lanes.get(LANES - 1).lane.offer(barrier());
        drain(true);
        lanes.get(LANES - 1).lane.offer(new Batch(1));
        assertThat(gate.poll()).isNull();
        gate.unblockAll();
        assertThat(drain(false)).isEqualTo(1);
    }

    private int drain(boolean block) {
        int batches = 0;
        for (Batch batch; (batch = gate.poll()) != null; batches++) {
            gate.recycle(batch);
            if (block) gate.block(gate.lastLane());
        }
        return batches;
    }

    private static Batch barrier() {
        Batch batch = new Batch(0);
        batch.marker = new Marker.Barrier(1);
        return batch;
    }
}
