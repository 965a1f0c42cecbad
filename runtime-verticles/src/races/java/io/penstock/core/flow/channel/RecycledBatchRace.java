// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Records and watermark go with their batch, and a batch comes back empty. */
@JCStressTest
@State
@Outcome(id = "0, 0, -1", expect = Expect.ACCEPTABLE, desc = "not there yet")
@Outcome(id = "7, 9, (-1|0)", expect = Expect.ACCEPTABLE, desc = "whole, and back empty or not back yet")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a batch, or one that came back with something in it")
public class RecycledBatchRace {
    private final LocalExchange exchange = new LocalExchange(1, 1, new LaneShape(1, 4, false));
    private final OutputLane producer = exchange.output(0, 0, 1).lane(0);
    private final InputLane consumer = exchange.input(0, 0, 1).lane(0);

    /** The producer. */
    @Actor
    public void offer(III_Result result) {
        Batch batch = new Batch(1);
        batch.add(7, 0);
        batch.watermark = 9;
        producer.offer(batch);
        Batch back = producer.recycled();
        result.r3 = back == null ? -1 : back.size + (back.watermark == Long.MIN_VALUE ? 0 : 10);
    }

    /** The consumer. */
    @Actor
    public void take(III_Result result) {
        Batch batch = consumer.poll();
        if (batch == null) return;
        result.r1 = batch.values[0] instanceof Integer value ? value : -1;
        result.r2 = (int) batch.watermark;
        consumer.recycle(batch);
    }
}
