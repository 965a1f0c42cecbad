// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.LaneShape;
import io.penstock.core.flow.channel.LocalExchange;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobEdge;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A task that finds nothing and goes to rest while a batch arrives is woken for it. */
@JCStressTest
@State
@Outcome(id = "2, ., 2", expect = Expect.ACCEPTABLE, desc = "found at once")
@Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "not found, then woken for it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a batch lost, or a task asleep beside it")
public class InputGateRace {
    private final AtomicInteger woken = new AtomicInteger();
    private final OutputLane producer;
    private final InputGate gate;

    /** With one batch that is there already. */
    public InputGateRace() {
        LocalExchange exchange = new LocalExchange(1, 1, new LaneShape(1, 4, false));
        producer = exchange.output(0, 0, 1).lane(0);
        gate = new InputGate(List.of(new InputEdge(EDGE, exchange.input(0, 0, 1))), woken::incrementAndGet);
        gate.attach();
        producer.offer(new Batch(0));
        woken.set(0);
    }

    private static final JobEdge EDGE =
            new JobEdge(0, 0, 0, null, 1, 0, ExchangePattern.FORWARD, ExchangeType.PIPELINED);

    /** The producer. */
    @Actor
    public void offer() {
        producer.offer(new Batch(0));
    }

    /** The task. */
    @Actor
    public void poll(III_Result result) {
        while (gate.poll() != null) result.r1++;
    }

    /** What has become of it. */
    @Arbiter
    public void look(III_Result result) {
        result.r2 = woken.get();
        result.r3 = result.r1;
        while (gate.poll() != null) result.r3++;
    }
}
