// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.FailureEntry;
import io.penstock.core.message.JobSummary;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners what changes: machines hint at a job the moment they decide anything about it, the feed asks how the
 * job is, once for all listeners, and says what differs from the answer before. Hints may get lost, so it also looks
 * around now and then. A listener first hears how things are. Nothing is asked while nobody listens. Runs on one
 * context.
 */
final class EventFeed {
    private static final long LOOK_MS = 5_000;
    /** A job that changes all the time is asked no more often than that. */
    private static final long PAUSE_MS = 20;

    private static final int JOBS_ASKED_MAX = 100;

    private final Vertx vertx;
    private final Context context;
    private final ClusterClient client;
    private final LongSupplier nowMs;
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private final Map<JobId, Seen> seen = new LinkedHashMap<>();
    /** Jobs that are being asked, and whether they changed since. */
    private final Map<JobId, Boolean> asked = new LinkedHashMap<>();

    private long ids;
    private long sinceMs;
    private boolean looking;

    /** Something that changed. */
    record Happening(long id, JobId job, String kind, JsonObject data) {}

    /** What is known of a job: how far its history was told. */
    private record Seen(String status, long failureMs, long completed, long failed, long rescaledMs) {}

    private static final Seen NOTHING = new Seen("", 0, 0, 0, 0);

    private record Listener(@Nullable JobId job, Consumer<Happening> sink) {
        boolean wants(JobId id) {
            return job == null || job.equals(id);
        }
    }

    EventFeed(Vertx vertx, ClusterClient client, LongSupplier nowMs) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
        this.nowMs = nowMs;
        client.onJobChanged(job -> context.runOnContext(ignored -> changed(job)));
    }

    private void changed(JobId job) {
        if (isWanted(job)) ask(job);
    }

    /** One question about a job at a time; a change meanwhile leads to a further one. */
    private void ask(JobId job) {
        if (asked.replace(job, true) != null) return;
        asked.put(job, false);
        client.job(job)
                .onComplete(answer -> context.runOnContext(ignored -> {
                    if (answer.succeeded()) tell(answer.result());
                    vertx.setTimer(PAUSE_MS, timer -> {
                        if (Boolean.TRUE.equals(asked.remove(job))) changed(job);
                    });
                }));
    }

    /** Begins to tell, of one job or of all (null); run the result to end it. From any thread. */
    Runnable listen(@Nullable JobId job, Consumer<Happening> sink) {
        Listener listener = new Listener(job, sink);
        context.runOnContext(ignored -> {
            listeners.add(listener);
            seen.forEach((id, known) -> {
                if (listener.wants(id)) sink.accept(state(id, known.status(), ""));
            });
            if (looking) return;
            sinceMs = nowMs.getAsLong();
            look();
        });
        return () -> context.runOnContext(ignored -> listeners.remove(listener));
    }

    private void look() {
        looking = !listeners.isEmpty();
        if (!looking) {
            seen.clear();
            return;
        }
        client.jobs()
                .onComplete(answer -> context.runOnContext(ignored -> {
                    if (answer.succeeded()) compare(answer.result());
                    vertx.setTimer(LOOK_MS, timer -> look());
                }));
    }

    private void compare(List<JobSummary> jobs) {
        Set<JobId> present = new TreeSet<>();
        List<JobId> ask = new ArrayList<>();
        for (JobSummary job : jobs) {
            present.add(job.job());
            Seen known = seen.get(job.job());
            boolean changed =
                    known == null || !known.status().equals(job.status().name());
            boolean live = !job.status().terminal(); // a lost hint may have been of a failure or a checkpoint
            if ((changed || live) && isWanted(job.job())) ask.add(job.job());
        }
        seen.keySet().retainAll(present);
        ask.stream().limit(JOBS_ASKED_MAX).forEach(this::ask);
    }

    private boolean isWanted(JobId job) {
        return listeners.stream().anyMatch(listener -> listener.wants(job));
    }

    private void tell(JobReport job) {
        Seen known = seen.get(job.job());
        // Of a job that began meanwhile nothing was told yet; of an older one only what comes.
        Seen before = known == null && job.startMs() >= sinceMs ? NOTHING : known;
        CheckpointStats checkpoints = job.checkpoints();
        long lastRescaleMs = job.rescales().stream()
                .mapToLong(JobReport.Rescale::endMs)
                .max()
                .orElse(0);
        long lastFailureMs =
                job.failures().stream().mapToLong(FailureEntry::timeMs).max().orElse(0);
        Seen now = new Seen(
                job.status().name(), lastFailureMs, checkpoints.completed(), checkpoints.failed(), lastRescaleMs);
        seen.put(job.job(), now);
        for (FailureEntry failure : job.failures()) {
            if (before != null && failure.timeMs() > before.failureMs()) send(failure(job.job(), failure));
        }
        if (before != null) {
            checkpoints.history().stream()
                    .limit(Math.max(0, now.completed() + now.failed() - before.completed() - before.failed()))
                    .forEach(entry -> send(checkpoint(job.job(), entry)));
        }
        for (JobReport.Rescale rescale : job.rescales()) {
            if (before != null && rescale.endMs() > before.rescaledMs()) send(rescale(job.job(), rescale));
        }
        if (before == null || !before.status().equals(now.status())) {
            send(state(job.job(), now.status(), job.reason()));
        }
    }

    private void send(Happening happening) {
        for (Listener listener : List.copyOf(listeners)) {
            if (listener.wants(happening.job())) listener.sink().accept(happening);
        }
    }

    private Happening state(JobId job, String status, String reason) {
        return happening(job, "state", new JsonObject().put("status", status).put("reason", reason));
    }

    private Happening failure(JobId job, FailureEntry entry) {
        return happening(
                job,
                "failure",
                new JsonObject()
                        .put("timestamp", entry.timeMs())
                        .put(
                                "task",
                                entry.attempt() == null ? null : entry.attempt().toString())
                        .put(
                                "worker",
                                entry.worker() == null ? null : entry.worker().value())
                        .put("exceptionName", JobViews.nameOf(entry.failure()))
                        .put("message", entry.failure().message()));
    }

    private Happening rescale(JobId job, JobReport.Rescale rescale) {
        return happening(
                job,
                "rescale",
                new JsonObject()
                        .put("id", rescale.id())
                        .put("completed", rescale.state() == JobReport.RescaleState.COMPLETED)
                        .put("from", new JsonArray(rescale.from()))
                        .put("to", new JsonArray(rescale.to()))
                        .put("reason", rescale.reason())
                        .put("downtime", rescale.stoppedMs() < 0 ? null : rescale.endMs() - rescale.stoppedMs()));
    }

    private Happening checkpoint(JobId job, CheckpointStats.Entry entry) {
        return happening(
                job,
                "checkpoint",
                new JsonObject()
                        .put("id", entry.checkpoint().id())
                        .put("kind", entry.checkpoint().kind().name())
                        .put("completed", entry.failure().isEmpty())
                        .put("failure", entry.failure())
                        .put("bytes", entry.checkpoint().bytes())
                        .put("duration", entry.finished() - entry.checkpoint().triggeredMs()));
    }

    private Happening happening(JobId job, String kind, JsonObject data) {
        return new Happening(++ids, job, kind, data.put("job", job.value()));
    }
}
