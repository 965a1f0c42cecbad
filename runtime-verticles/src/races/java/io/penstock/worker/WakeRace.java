// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import io.penstock.core.flow.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Data published before a wake-up is seen by a step, or the task is queued for another one; never twice. */
@JCStressTest
@State
@Outcome(id = "true, [01]", expect = Expect.ACCEPTABLE, desc = "seen by the step that was running")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "not seen, and queued")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up, or a task in two queues")
public class WakeRace {
    private static final Timers TIMERS = new Timers("never started");

    private final AtomicInteger queued = new AtomicInteger();
    private final TaskHandle handle;
    private boolean data;
    private boolean seen;

    /** With a task that has just been taken from its queue. */
    public WakeRace() {
        RunQueue queue = new RunQueue() {
            @Override
            public void add(TaskHandle task) {
                queued.incrementAndGet();
            }

            @Override
            public void force(TaskHandle task) {}
        };
        var label = new TaskLabel("job", "vertex", 0, 1);
        handle = new TaskHandle(label, WakeRace.class.getClassLoader(), new Heard(), queue, TIMERS);
        handle.start(new FakeTask(() -> {
            seen = data;
            return Progress.NONE;
        }));
        queued.set(0);
    }

    /** Somebody who has something for the task. */
    @Actor
    public void wake() {
        data = true;
        handle.wake();
    }

    /** The worker. */
    @Actor
    public void run() {
        if (handle.runSlice(0)) queued.incrementAndGet();
    }

    /** What has become of it. */
    @Arbiter
    public void look(ZI_Result result) {
        result.r1 = seen;
        result.r2 = queued.get();
    }
}
