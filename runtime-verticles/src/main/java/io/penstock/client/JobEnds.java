// SPDX-License-Identifier: Apache-2.0
package io.penstock.client;

import io.penstock.bus.HaRecords;
import io.penstock.cluster.async.Subscription;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.core.message.HaRecord.JobResultRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the ends of jobs by their stored results: the store's hints make it prompt, a slow poll makes it sure.
 * Thread-safe; futures complete on its own context.
 */
public final class JobEnds {
    private static final String RESULTS = "results";
    private static final long POLL_MS = 200;

    private final Vertx vertx;
    private final ReplicatedStore store;
    private final Context context;
    /** Used on the context only. */
    private final Map<String, List<Waiter>> waiters = new HashMap<>();

    private @Nullable Subscription subscription;
    private boolean closed;

    private static final class Waiter {
        final Promise<Optional<JobReport>> promise = Promise.promise();
        long timer = -1;
    }

    public JobEnds(Vertx vertx, ReplicatedStore store) {
        this.vertx = vertx;
        this.store = store;
        this.context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> store.listen(RESULTS, this::look).onSuccess(this::subscribed));
    }

    /**
     * The job's result as soon as it is stored; empty if it is not within the time. Knows nothing of jobs that never
     * were.
     */
    public Future<Optional<JobReport>> await(JobId job, long timeoutMs) {
        Future<Optional<JobReport>> end = await(job, timeoutMs, Future.future(never -> {}));
        look(job);
        return end;
    }

    /** Looks now, since the result may have been stored before it was waited for. */
    public void look(JobId job) {
        context.runOnContext(ignored -> look(job.value()));
    }

    /**
     * The same for whoever asks the leader at the same time, and so needs no look at what is stored already; empty also
     * once {@code over} is complete.
     */
    public Future<Optional<JobReport>> await(JobId job, long timeoutMs, Future<?> over) {
        Waiter waiter = new Waiter();
        context.runOnContext(ignored -> {
            String key = job.value();
            waiters.computeIfAbsent(key, absent -> new ArrayList<>()).add(waiter);
            waiter.timer = vertx.setTimer(Math.max(1, timeoutMs), timer -> end(key, waiter));
            vertx.setTimer(POLL_MS, timer -> poll(key));
            over.onComplete(done -> context.runOnContext(later -> end(key, waiter)));
        });
        return waiter.promise.future();
    }

    /** Waits for nothing more. */
    public void close() {
        context.runOnContext(ignored -> {
            closed = true;
            if (subscription != null) subscription.close();
            List.copyOf(waiters.keySet())
                    .forEach(key -> List.copyOf(waiters.get(key)).forEach(waiter -> end(key, waiter)));
        });
    }

    private void subscribed(Subscription made) {
        if (closed) made.close();
        subscription = made;
    }

    private void poll(String key) {
        if (!waiters.containsKey(key)) return;
        look(key);
        vertx.setTimer(POLL_MS, timer -> poll(key));
    }

    private void look(String key) {
        if (!waiters.containsKey(key)) return;
        store.get(RESULTS, key)
                .onSuccess(found -> found.ifPresent(versioned -> {
                    JobReport report = ((JobResultRecord) HaRecords.decode(versioned.value())).report();
                    List<Waiter> waiting = waiters.remove(key);
                    if (waiting == null) return;
                    for (Waiter waiter : waiting) {
                        vertx.cancelTimer(waiter.timer);
                        waiter.promise.tryComplete(Optional.of(report));
                    }
                }));
    }

    private void end(String key, Waiter waiter) {
        List<Waiter> waiting = waiters.get(key);
        if (waiting != null && waiting.remove(waiter) && waiting.isEmpty()) waiters.remove(key);
        vertx.cancelTimer(waiter.timer);
        waiter.promise.tryComplete(Optional.empty());
    }
}
