// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.penstock.core.message.JobId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A producer without credit is woken by the credit that comes while it looks. */
@JCStressTest
@State
@Outcome(id = "true, [01]", expect = Expect.ACCEPTABLE, desc = "it found the credit")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "it found none and was told")
@Outcome(expect = Expect.FORBIDDEN, desc = "a producer that waits for credit it has")
public class CreditRace {
    private static final FrameSocket NOWHERE = new FrameSocket() {
        @Override
        public ByteBuf buffer(int bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(ByteBuf frame) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void listen(Listener listener) {}

        @Override
        public void close() {}

        @Override
        public String remote() {
            return "nowhere";
        }
    };
    private static final Subscribe REQUEST =
            new Subscribe(new JobId("0".repeat(32)), "", 0, false, 0, 1, 0, new int[] {0}, new int[] {1});

    private final Outlet outlet;
    private int told;

    /** With no credit. */
    public CreditRace() {
        outlet = new ServerSubscription(REQUEST, NOWHERE, 0, "peer").open(0, () -> told++);
    }

    /** The producer. */
    @Actor
    public void look(ZI_Result result) {
        result.r1 = outlet.hasCredit();
    }

    /** The event loop. */
    @Actor
    public void credit() {
        outlet.addCredit(1);
    }

    /** What has become of it. */
    @Arbiter
    public void count(ZI_Result result) {
        result.r2 = told;
    }
}
