// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TaskExecutor's part of the data plane. Connecting a task costs microseconds whatever the parallelism: channels come
 * into being when first used. Thread-safe; no method blocks.
 *
 * <pre>{@code
 * TaskIo io = exchange.connect(wiring);
 * ...build the task from io, step it until it is DONE...
 * exchange.release(job, attempt, task.status() == TaskStatus.FINISHED);
 * ...the job is over...
 * exchange.releaseJob(job);
 * }</pre>
 */
public final class ExchangeService {
    private final NodeId self;
    private final Map<JobId, JobExchange> jobs = new ConcurrentHashMap<>();

    /** A service that reaches only tasks in the same JVM (local mode). */
    public ExchangeService(NodeId self) {
        this.self = self;
    }

    /**
     * Gives a task its channels. Ends that are not deployed yet are waited for, in their channels.
     *
     * @throws StaleAttemptException if a newer attempt of the subtask is known
     */
    public TaskIo connect(TaskWiring wiring) {
        return jobs.computeIfAbsent(wiring.job(), id -> new JobExchange(wiring.graph()))
                .connect(wiring, self);
    }

    /**
     * An attempt has ended, or never will (stuck). Unless it finished, what it sent and nobody read is dropped.
     * Idempotent, and without effect on other attempts of the subtask.
     */
    public void release(JobId job, AttemptId attempt, boolean finished) {
        JobExchange exchange = jobs.get(job);
        if (exchange != null) exchange.release(attempt, finished);
    }

    /** The job is over: drops all its channels and partitions. Idempotent. */
    public void releaseJob(JobId job) {
        jobs.remove(job);
    }
}
