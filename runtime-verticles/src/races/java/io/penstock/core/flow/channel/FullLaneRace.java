// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A producer that is refused by a full lane is woken once there is room. */
@JCStressTest
@State
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "there was room")
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "there was room at the second try, and a wake-up too many")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "refused, then woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
public class FullLaneRace {
    private static final int CAPACITY = 4;

    private final OutputLane producer;
    private final InputLane consumer;
    private int woken;

    /** With a lane that is full. */
    public FullLaneRace() {
        LocalExchange exchange = new LocalExchange(1, 1, new LaneShape(1, CAPACITY, false));
        OutputPort output = exchange.output(0, 0, 1);
        output.attach(() -> woken++);
        producer = output.lane(0);
        InputPort input = exchange.input(0, 0, 1);
        input.attach(lane -> {});
        consumer = input.lane(0);
        for (int i = 0; i < CAPACITY; i++) producer.offer(new Batch(0));
    }

    /** The producer. */
    @Actor
    public void offer(ZI_Result result) {
        result.r1 = producer.offer(new Batch(0));
    }

    /** The consumer. */
    @Actor
    public void poll() {
        consumer.poll();
    }

    /** What has become of it. */
    @Arbiter
    public void look(ZI_Result result) {
        result.r2 = woken;
    }
}
