// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.penstock.core.message.Action;
import io.penstock.core.message.Event;
import io.penstock.job.WorkerJobs;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** What the ExecutorMachine asks of its node's data plane. The jobs tell their events themselves. */
public record ExecutorEffects(WorkerJobs jobs) implements OwnEffects {
    @Override
    public Future<?> perform(Action action, Consumer<Event> events) {
        if (action instanceof Action.Evaluate a) jobs.evaluate(a.spec());
        else if (action instanceof Action.StartTasks a) jobs.start(a.job(), a.deployment());
        else if (action instanceof Action.StopTasks a) jobs.stop(a.job(), a.attempts());
        else if (action instanceof Action.CommitTransactions a) jobs.commit(a.job(), a.attempts());
        else if (action instanceof Action.TriggerSnapshots a) jobs.trigger(a);
        else if (action instanceof Action.CommitCheckpoint a)
            jobs.completeCheckpoint(a.job(), a.checkpointId(), a.finish());
        else if (action instanceof Action.AbortSnapshots a) jobs.abortCheckpoint(a.job(), a.checkpointId());
        else if (action instanceof Action.DropPartitions a) jobs.dropPartitions(a.job(), a.partitions());
        else if (action instanceof Action.DropJob a) jobs.drop(a.job());
        else throw new IllegalArgumentException("no business of a TaskExecutor: " + action);
        return Future.succeededFuture();
    }
}
