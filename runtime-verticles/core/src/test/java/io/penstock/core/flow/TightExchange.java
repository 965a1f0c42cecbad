// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.graph.ChannelMap;
import io.penstock.core.graph.SubtaskRange;
import java.util.Map;
import java.util.TreeMap;

/** The channels of one edge for one thread, with {@link TightLane}s. */
final class TightExchange {
    private final ChannelMap map;
    private final int batchCapacity;
    private final int laneCapacity;
    private final Map<Long, TightLane> lanes = new TreeMap<>();

    TightExchange(ChannelMap map, int batchCapacity, int laneCapacity) {
        this.map = map;
        this.batchCapacity = batchCapacity;
        this.laneCapacity = laneCapacity;
    }

    private TightLane lane(int producer, int consumer) {
        return lanes.computeIfAbsent((long) producer << 32 | consumer, key -> new TightLane(laneCapacity));
    }

    OutputPort output(int producer) {
        SubtaskRange to = map.consumersOf(producer);
        return new OutputPort() {
            @Override
            public int targets() {
                return to.size();
            }

            @Override
            public OutputLane lane(int target) {
                return TightExchange.this.lane(producer, to.first() + target);
            }

            @Override
            public int batchCapacity() {
                return batchCapacity;
            }

            @Override
            public void attach(Wakeable wakeable) {
                for (int c = to.first(); c < to.end(); c++) TightExchange.this.lane(producer, c).producer = wakeable;
            }
        };
    }

    InputPort input(int consumer) {
        SubtaskRange from = map.producersOf(consumer);
        return new InputPort() {
            @Override
            public int lanes() {
                return from.size();
            }

            @Override
            public InputLane lane(int index) {
                return TightExchange.this.lane(from.first() + index, consumer);
            }

            @Override
            public void attach(ReadyListener listener) {
                for (int p = from.first(); p < from.end(); p++) {
                    int index = p - from.first();
                    TightLane lane = TightExchange.this.lane(p, consumer);
                    lane.ready = () -> listener.laneReady(index);
                    if (!lane.isEmpty()) listener.laneReady(index);
                }
            }
        };
    }
}
