// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.StoredPart;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** {@code .../checkpoints/details/:checkpointid/subtasks/:vertexid}: each subtask's part of a checkpoint. */
final class PartViews {
    private PartViews() {}

    /** {@code parts} are of tasks that still run; a subtask whose task is another one since has none. */
    static JsonObject of(CheckpointStats.Entry entry, JobVertex vertex, List<StoredPart> parts) {
        long triggeredMs = entry.checkpoint().triggeredMs();
        Map<Integer, StoredPart> bySubtask = new TreeMap<>();
        parts.forEach(part -> bySubtask.put(part.subtask(), part));
        JsonArray subtasks = new JsonArray();
        for (int i = 0; i < vertex.parallelism(); i++) {
            StoredPart part = bySubtask.get(i);
            subtasks.add(
                    part == null
                            ? new JsonObject()
                                    .put("className", "pending")
                                    .put("index", i)
                                    .put("status", "pending_or_failed")
                            : subtask(part, triggeredMs));
        }
        long latestMs = parts.stream()
                .map(StoredPart::storedMs)
                .max(Comparator.naturalOrder())
                .orElse(-1L);
        long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
        return new JsonObject()
                .put("id", entry.checkpoint().id())
                .put("status", entry.failure().isEmpty() ? "COMPLETED" : "FAILED")
                .put("latest_ack_timestamp", latestMs)
                .put("checkpointed_size", bytes)
                .put("state_size", bytes)
                .put("end_to_end_duration", latestMs < 0 ? -1 : latestMs - triggeredMs)
                .put("alignment_buffered", 0)
                .put("processed_data", 0)
                .put("persisted_data", 0)
                .put("num_subtasks", vertex.parallelism())
                .put("num_acknowledged_subtasks", bySubtask.size())
                .put("summary", summary(parts, triggeredMs))
                .put("subtasks", subtasks);
    }

    private static JsonObject subtask(StoredPart part, long triggeredMs) {
        long durationMs = part.storedMs() - triggeredMs;
        return new JsonObject()
                .put("className", "completed")
                .put("index", part.subtask())
                .put("status", "completed")
                .put("ack_timestamp", part.storedMs())
                .put("end_to_end_duration", durationMs)
                .put("checkpointed_size", part.bytes())
                .put("state_size", part.bytes())
                .put("checkpoint", new JsonObject().put("sync", part.syncMs()).put("async", part.asyncMs()))
                .put(
                        "alignment",
                        new JsonObject()
                                .put("buffered", 0)
                                .put("processed", 0)
                                .put("persisted", 0)
                                .put("duration", part.alignmentMs()))
                .put("start_delay", startDelay(part, triggeredMs))
                .put("unaligned_checkpoint", false)
                .put("aborted", false);
    }

    /** From the trigger to the first barrier: what is left of the whole. */
    private static long startDelay(StoredPart part, long triggeredMs) {
        long known = part.alignmentMs() + part.syncMs() + part.asyncMs();
        return Math.max(0, part.storedMs() - triggeredMs - known);
    }

    private static JsonObject summary(List<StoredPart> parts, long triggeredMs) {
        return new JsonObject()
                .put("checkpointed_size", spread(parts, StoredPart::bytes))
                .put("state_size", spread(parts, StoredPart::bytes))
                .put("end_to_end_duration", spread(parts, part -> part.storedMs() - triggeredMs))
                .put(
                        "checkpoint_duration",
                        new JsonObject()
                                .put("sync", spread(parts, StoredPart::syncMs))
                                .put("async", spread(parts, StoredPart::asyncMs)))
                .put(
                        "alignment",
                        new JsonObject()
                                .put("buffered", spread(parts, part -> 0))
                                .put("processed", spread(parts, part -> 0))
                                .put("persisted", spread(parts, part -> 0))
                                .put("duration", spread(parts, StoredPart::alignmentMs)))
                .put("start_delay", spread(parts, part -> startDelay(part, triggeredMs)));
    }

    private static JsonObject spread(List<StoredPart> parts, ToLongFunction<StoredPart> value) {
        return CheckpointViews.spread(parts.stream().mapToLong(value).sorted().toArray());
    }
}
