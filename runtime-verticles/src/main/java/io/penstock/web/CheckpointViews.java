// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.SavepointOperation;
import io.penstock.core.message.TaskFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A job's checkpoints as the REST contract shows them. */
final class CheckpointViews {
    private CheckpointViews() {}

    /** {@code /jobs/:jobid/checkpoints}. */
    static JsonObject statistics(JobReport job) {
        CheckpointStats stats = job.checkpoints();
        JsonArray history = new JsonArray();
        if (stats.inProgressId() > 0) history.add(inProgress(job));
        stats.history().forEach(entry -> history.add(entry(job, entry)));
        boolean busy = stats.inProgressId() > 0;
        return new JsonObject()
                .put(
                        "counts",
                        new JsonObject()
                                .put("restored", stats.restored() == null ? 0 : 1)
                                .put("total", stats.completed() + stats.failed() + (busy ? 1 : 0))
                                .put("in_progress", busy ? 1 : 0)
                                .put("completed", stats.completed())
                                .put("failed", stats.failed()))
                .put("summary", summary(stats))
                .put("latest", latest(job))
                .put("history", history);
    }

    /** {@code .../checkpoints/details/:checkpointid}: the last ones are kept. Throws {@link ApiException}. */
    static JsonObject details(JobReport job, long id) {
        CheckpointStats stats = job.checkpoints();
        if (id > 0 && stats.inProgressId() == id) return inProgress(job);
        return entry(job, ended(job, id));
    }

    /** One that ended and is kept. Throws {@link ApiException}. */
    static CheckpointStats.Entry ended(JobReport job, long id) {
        return job.checkpoints().history().stream()
                .filter(entry -> entry.checkpoint().id() == id)
                .findFirst()
                .orElseThrow(() ->
                        ApiException.notFound("checkpoint " + id + " of job " + job.job() + " is not among the last "
                                + job.checkpoints().history().size() + " that are kept"));
    }

    private static JsonObject latest(JobReport job) {
        List<CheckpointStats.Entry> history = job.checkpoints().history();
        RestoreFrom restored = job.checkpoints().restored();
        return new JsonObject()
                .put("completed", first(job, history, e -> completed(e) && !savepoint(e)))
                .put("savepoint", first(job, history, e -> completed(e) && savepoint(e)))
                .put("failed", first(job, history, e -> !completed(e)))
                .put(
                        "restored",
                        restored == null
                                ? null
                                : new JsonObject()
                                        .put("id", restored.checkpointId())
                                        .put("restore_timestamp", job.startMs())
                                        .put("is_savepoint", restored.kind().savepoint())
                                        .put("external_path", restored.place()));
    }

    private interface Choice {
        boolean takes(CheckpointStats.Entry entry);
    }

    private static @Nullable JsonObject first(JobReport job, List<CheckpointStats.Entry> history, Choice choice) {
        Optional<CheckpointStats.Entry> found =
                history.stream().filter(choice::takes).findFirst();
        return found.isPresent() ? entry(job, found.get()) : null;
    }

    private static boolean completed(CheckpointStats.Entry entry) {
        return entry.failure().isEmpty();
    }

    private static boolean savepoint(CheckpointStats.Entry entry) {
        return entry.checkpoint().kind().savepoint();
    }

    private static JsonObject entry(JobReport job, CheckpointStats.Entry entry) {
        CheckpointRef ref = entry.checkpoint();
        int subtasks = subtasks(job);
        boolean completed = completed(entry);
        long endMs = completed ? ref.completedMs() : entry.finished();
        JsonObject view = common(ref.id(), ref.kind(), completed ? "COMPLETED" : "FAILED")
                .put("className", completed ? "completed" : "failed")
                .put("trigger_timestamp", ref.triggeredMs())
                .put("latest_ack_timestamp", completed ? ref.completedMs() : -1)
                .put("checkpointed_size", ref.bytes())
                .put("state_size", ref.bytes())
                .put("end_to_end_duration", endMs - ref.triggeredMs())
                .put("num_subtasks", subtasks)
                .put("num_acknowledged_subtasks", completed ? subtasks : 0)
                .put("alignment-ms", ref.alignmentMs())
                .put("sync-ms", ref.syncMs())
                .put("async-ms", ref.asyncMs());
        if (completed) return view.put("external_path", ref.place()).put("discarded", false);
        return view.put("failure_timestamp", entry.finished()).put("failure_message", entry.failure());
    }

    private static JsonObject inProgress(JobReport job) {
        CheckpointStats stats = job.checkpoints();
        return common(stats.inProgressId(), CheckpointKind.CHECKPOINT, "IN_PROGRESS")
                .put("className", "in_progress")
                .put("trigger_timestamp", -1)
                .put("latest_ack_timestamp", -1)
                .put("checkpointed_size", 0)
                .put("state_size", 0)
                .put("end_to_end_duration", 0)
                .put("num_subtasks", stats.inProgressTasks())
                .put("num_acknowledged_subtasks", stats.inProgressAcknowledged());
    }

    private static JsonObject common(long id, CheckpointKind kind, String status) {
        return new JsonObject()
                .put("id", id)
                .put("status", status)
                .put("is_savepoint", kind.savepoint())
                .put("savepointFormat", kind.savepoint() ? "CANONICAL" : null)
                .put("alignment_buffered", 0)
                .put("processed_data", 0)
                .put("persisted_data", 0)
                .put("checkpoint_type", type(kind))
                .put("tasks", new JsonObject());
    }

    private static String type(CheckpointKind kind) {
        return switch (kind) {
            case CHECKPOINT -> "CHECKPOINT";
            case SAVEPOINT -> "SAVEPOINT";
            case SUSPEND, DRAIN -> "SYNC_SAVEPOINT";
        };
    }

    private static int subtasks(JobReport job) {
        return job.vertices().stream()
                .mapToInt(vertex -> vertex.subtasks().size())
                .sum();
    }

    private static JsonObject summary(CheckpointStats stats) {
        List<CheckpointRef> done = stats.history().stream()
                .filter(CheckpointViews::completed)
                .map(CheckpointStats.Entry::checkpoint)
                .toList();
        return new JsonObject()
                .put("checkpointed_size", distribution(done, CheckpointRef::bytes))
                .put("state_size", distribution(done, CheckpointRef::bytes))
                .put("end_to_end_duration", distribution(done, ref -> ref.completedMs() - ref.triggeredMs()))
                .put("alignment_buffered", distribution(done, ref -> 0))
                .put("processed_data", distribution(done, ref -> 0))
                .put("persisted_data", distribution(done, ref -> 0));
    }

    private static JsonObject distribution(List<CheckpointRef> done, ToLongFunction<CheckpointRef> value) {
        return spread(done.stream().mapToLong(value).sorted().toArray());
    }

    /** How sorted values are spread. */
    static JsonObject spread(long[] values) {
        int count = values.length;
        return new JsonObject()
                .put("min", count == 0 ? 0 : values[0])
                .put("max", count == 0 ? 0 : values[count - 1])
                .put("avg", count == 0 ? 0 : Arrays.stream(values).sum() / count)
                .put("p50", at(values, 0.5))
                .put("p90", at(values, 0.9))
                .put("p95", at(values, 0.95))
                .put("p99", at(values, 0.99))
                .put("p999", at(values, 0.999));
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : (double) sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }

    /** How an operation stands, as a client polls it. */
    static JsonObject operation(SavepointOperation operation) {
        boolean over = operation.state() != SavepointOperation.State.IN_PROGRESS;
        JsonObject answer =
                new JsonObject().put("status", new JsonObject().put("id", over ? "COMPLETED" : "IN_PROGRESS"));
        if (!over) return answer.putNull("operation");
        JsonObject outcome = new JsonObject();
        boolean failed = operation.state() == SavepointOperation.State.FAILED;
        JsonObject cause =
                failed ? FlinkThrowable.of(TaskFailure.of(TaskFailure.Kind.INTERNAL, operation.failure())) : null;
        if (operation.kind() == CheckpointKind.CHECKPOINT) {
            outcome.put("checkpointId", failed ? null : operation.checkpointId())
                    .put("failureCause", cause);
        } else {
            outcome.put("location", failed ? null : operation.place()).put("failure-cause", cause);
        }
        return answer.put("operation", outcome);
    }
}
