// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A consumer that registers while its first batch is sent hears of it. */
@JCStressTest
@State
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "heard")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "heard from both")
@Outcome(expect = Expect.FORBIDDEN, desc = "a batch that nobody looks for")
public class LateConsumerRace {
    private final LocalExchange exchange = new LocalExchange(1, 1, new LaneShape(1, 4, false));
    private final AtomicInteger heard = new AtomicInteger();

    /** The producer, whose lane comes into being by this. */
    @Actor
    public void offer() {
        exchange.output(0, 0, 1).lane(0).offer(new Batch(0));
    }

    /** The consumer. */
    @Actor
    public void attach() {
        exchange.input(0, 0, 1).attach(lane -> heard.incrementAndGet());
    }

    /** What has become of it. */
    @Arbiter
    public void look(I_Result result) {
        result.r1 = heard.get();
    }
}
