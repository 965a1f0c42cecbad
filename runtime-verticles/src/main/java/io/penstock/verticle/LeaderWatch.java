// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.client.Leaders;
import io.penstock.cluster.async.Subscription;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.NodeId;
import io.penstock.effect.StoreEffects;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an eye on the record of who leads: the store's hints make it prompt, a slow poll makes it sure. Only ever goes
 * to higher tokens. Thread-safe; listeners hear on the watch's context.
 */
public final class LeaderWatch implements Leaders {
    private static final String LEADER = "leader";
    private static final long POLL_MS = 1_000;

    private final Vertx vertx;
    private final NodeServices services;
    private final StoreEffects records;
    private final List<Consumer<LeaderRecord>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable LeaderRecord current;
    private @Nullable Subscription subscription;
    private boolean reading;
    private boolean readAgain;
    private long pollTimer = -1;

    public LeaderWatch(NodeServices services) {
        this.vertx = services.vertx();
        this.services = services;
        this.records = new StoreEffects(vertx, services.store());
    }

    /** Begins; on a Vert.x context, which is the watch's from then on. */
    public Future<Void> start() {
        pollTimer = vertx.setPeriodic(POLL_MS, timer -> read());
        return services.store().listen(LEADER, key -> read()).map(listening -> {
            subscription = listening;
            read();
            return null;
        });
    }

    /** Ends. */
    public void stop() {
        records.close();
        vertx.cancelTimer(pollTimer);
        if (subscription != null) subscription.close();
    }

    /** The listener hears of the leader known now, if there is one, and of each later one. */
    public void listen(Consumer<LeaderRecord> listener) {
        listeners.add(listener);
        LeaderRecord known = current;
        if (known != null) listener.accept(known);
    }

    /** The listener hears no more. */
    public void unlisten(Consumer<LeaderRecord> listener) {
        listeners.remove(listener);
    }

    @Override
    public Optional<NodeId> leader() {
        return Optional.ofNullable(current).map(LeaderRecord::leader);
    }

    private void read() {
        if (reading) {
            readAgain = true; // the answer under way may be older than this hint
            return;
        }
        reading = true;
        records.load(LEADER, LEADER).onComplete(found -> {
            reading = false;
            if (found.succeeded()) {
                for (HaRecord record : found.result()) seen((LeaderRecord) record);
            }
            if (!readAgain) return;
            readAgain = false;
            read();
        });
    }

    private void seen(LeaderRecord record) {
        LeaderRecord known = current;
        if (known != null && record.token().compareTo(known.token()) <= 0) return;
        current = record;
        listeners.forEach(listener -> listener.accept(record));
    }
}
