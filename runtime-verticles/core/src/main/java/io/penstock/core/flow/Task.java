// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.OperatorException;
import java.util.List;

/**
 * One attempt of one subtask. {@code open}, {@code step} and {@code close} are called by one thread at a time, with a
 * happens-before edge between calls; the other methods from any thread.
 *
 * <pre>{@code
 * task.open(clock.millis());
 * while (task.step(clock.millis()) != Progress.DONE) ...wait for a wake-up after NONE...
 * task.close();
 * }</pre>
 *
 * <p>A failure surfaces as an exception of {@code open} or {@code step}, an {@link OperatorException} if it came from
 * an operator; the status is then FAILED and only {@code close} is left to call.
 */
public interface Task {
    /** A task of operators; its functions are not opened yet. */
    static Task create(TaskSpec spec) {
        return new OperatorTask(spec);
    }

    /** Opens the operators and attaches to the channels. May take as long as the user's functions need to open. */
    void open(long nowMs);

    /** Does a bounded amount of work, by count and by time, without blocking. */
    Progress step(long nowMs);

    /**
     * Closes the operators, sinks that have not committed abort first. Exceptions of all but the first are suppressed
     * in it. Idempotent.
     */
    void close();

    /** Where it is in its life. */
    TaskStatus status();

    /** What its sinks have prepared; empty before {@link TaskStatus#PREPARED}. */
    List<Committable> prepared();

    /** Has the prepared transactions committed, in the next step; without effect unless PREPARED. */
    void commit();

    /** Has the task stop, in the next step. */
    void cancel();

    /**
     * Has a source task start a checkpoint: its positions are taken and the barrier is sent. Also a task whose
     * producers have all ended: it takes part as soon as it has seen the end of its input.
     */
    void triggerCheckpoint(Marker.Barrier barrier);

    /**
     * A checkpoint is complete and stored: sinks commit what they had prepared for it and earlier ones.
     *
     * @param finish whether the task then ends, if it had a part in the checkpoint or began from it
     */
    void completeCheckpoint(long checkpointId, boolean finish);

    /** A checkpoint will never be complete: no input waits for its barriers any more, and what it stopped goes on. */
    void abortCheckpoint(long checkpointId);

    /** What has gone through it so far. */
    TaskCounters counters();
}
