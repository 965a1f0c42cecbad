// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.api.JobOptions;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.JobReport;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code /jobs/:jobid/checkpoints/config}: the job's own options, else the cluster's. */
final class CheckpointConfigView {
    private static final long TIMEOUT_MS = 600_000;

    private CheckpointConfigView() {}

    /** {@code cluster}: the settings of a node, by key; a job's options have the same keys. */
    static JsonObject of(JobReport job, Map<String, String> cluster) {
        JobGraph graph = job.graph();
        SortedMap<String, String> options = new TreeMap<>(cluster);
        if (graph != null) options.putAll(graph.options());
        return new JsonObject()
                .put("mode", "exactly_once")
                .put("interval", number(options, JobOptions.CHECKPOINT_INTERVAL_MS, 0))
                .put("timeout", number(options, JobOptions.CHECKPOINT_TIMEOUT_MS, TIMEOUT_MS))
                .put("min_pause", number(options, JobOptions.CHECKPOINT_MIN_PAUSE_MS, 0))
                .put("max_concurrent", 1)
                .put("externalization", new JsonObject().put("enabled", false).put("delete_on_cancellation", true))
                .put("state_backend", "heap")
                .put("checkpoint_storage", options.getOrDefault(JobOptions.CHECKPOINT_STORE, "hazelcast"))
                .put("unaligned_checkpoints", false)
                .put("tolerable_failed_checkpoints", number(options, JobOptions.CHECKPOINT_TOLERATED_FAILURES, -1))
                .put("aligned_checkpoint_timeout", number(options, JobOptions.CHECKPOINT_ALIGNED_TIMEOUT_MS, 0))
                .put("checkpoints_after_tasks_finish", true)
                .put("state_changelog_enabled", false)
                .put("changelog_periodic_materialization_interval", 0)
                .put("changelog_storage", "none");
    }

    private static long number(SortedMap<String, String> options, String key, long otherwise) {
        String value = options.get(key);
        return value != null && value.matches("-?\\d{1,18}") ? Long.parseLong(value) : otherwise;
    }
}
