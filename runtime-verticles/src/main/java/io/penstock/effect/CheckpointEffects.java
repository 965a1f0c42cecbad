// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.penstock.core.message.Action;
import io.penstock.core.message.Event;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.snapshot.Checkpoints;
import io.penstock.snapshot.SnapshotStoreException;
import io.penstock.snapshot.Snapshots;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a JobMachine asks of the snapshot stores. What a store cannot do is an answer; dropping is done as far as it
 * goes.
 */
public final class CheckpointEffects implements OwnEffects {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointEffects.class);

    private final Snapshots snapshots;
    private final Checkpoints checkpoints;

    public CheckpointEffects(Snapshots snapshots) {
        this.snapshots = snapshots;
        this.checkpoints = new Checkpoints(snapshots.store());
    }

    @Override
    public Future<?> perform(Action action, Consumer<Event> events) {
        if (action instanceof Action.VerifyCheckpoint a) verify(a.checkpoint(), events);
        else if (action instanceof Action.DropCheckpoint a) drop(a);
        else if (action instanceof Action.LoadSavepoint a) load(a, events);
        else throw new IllegalArgumentException("no business of a JobMaster: " + action);
        return Future.succeededFuture();
    }

    private void verify(CheckpointRecord checkpoint, Consumer<Event> events) {
        snapshots
                .pool()
                .call(() -> {
                    checkpoints.verify(checkpoint);
                    return "";
                })
                .otherwise(CheckpointEffects::problem)
                .onSuccess(problem ->
                        events.accept(new Event.CheckpointVerified(checkpoint.job(), checkpoint.id(), problem)));
    }

    private void load(Action.LoadSavepoint load, Consumer<Event> events) {
        snapshots
                .pool()
                .call(() -> new Event.SavepointLoaded(load.job(), checkpoints.load(load.path()), ""))
                .otherwise(thrown -> new Event.SavepointLoaded(load.job(), null, problem(thrown)))
                .onSuccess(events::accept);
    }

    private void drop(Action.DropCheckpoint drop) {
        snapshots
                .pool()
                .call(() -> {
                    checkpoints.drop(drop.place());
                    return drop.place();
                })
                .onFailure(thrown -> LOG.warn(
                        "checkpoint {} of {} could not be deleted and is left: {}",
                        drop.checkpointId(),
                        drop.job(),
                        problem(thrown)));
    }

    private static String problem(Throwable thrown) {
        return thrown instanceof SnapshotStoreException ? String.valueOf(thrown.getMessage()) : thrown.toString();
    }
}
