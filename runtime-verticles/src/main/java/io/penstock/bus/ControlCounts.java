// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import io.penstock.core.message.Message;
import java.util.concurrent.atomic.LongAdder;

/** What the deciding components of a node did, as their messages and actions tell. Thread-safe. */
public final class ControlCounts {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder deployed = new LongAdder();
    private final LongAdder jobMasters = new LongAdder();
    private final LongAdder leaderships = new LongAdder();
    private final LongAdder staleMessages = new LongAdder();
    private final LongAdder staleWrites = new LongAdder();

    /**
     * So far.
     *
     * @param accepted submissions
     * @param refused submissions
     * @param deployed tasks
     * @param staleMessages refused by components here
     * @param staleWrites of components here, refused by the store
     */
    public record Reading(
            long accepted,
            long refused,
            long deployed,
            long jobMasters,
            long leaderships,
            long staleMessages,
            long staleWrites) {}

    void sent(Message message) {
        if (message instanceof Message.SubmitAnswer answer) (answer.refusal() == null ? accepted : refused).increment();
        else if (message instanceof Message.DeployTasks order) {
            deployed.add(order.deployment().tasks().size());
        } else if (message instanceof Message.Stale) staleMessages.increment();
    }

    /** A JobMaster began here. */
    public void jobMasterStarted() {
        jobMasters.increment();
    }

    /** This node leads. */
    public void leadershipGained() {
        leaderships.increment();
    }

    /** The store refused a write. */
    public void writeRefused() {
        staleWrites.increment();
    }

    /** All of them. */
    public Reading read() {
        return new Reading(
                accepted.sum(),
                refused.sum(),
                deployed.sum(),
                jobMasters.sum(),
                leaderships.sum(),
                staleMessages.sum(),
                staleWrites.sum());
    }
}
