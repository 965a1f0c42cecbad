// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Present values by the names that Flink's clients and dashboards ask for; ours beyond those begin with penstock. */
final class MetricTables {
    private static final long MS_PER_S = 1_000;

    private MetricTables() {}

    /** Of one subtask; without counts, of nothing. */
    static TreeMap<String, Number> ofSubtask(JobCounts.OfSubtask subtask) {
        TreeMap<String, Number> values = new TreeMap<>();
        TaskCounts counts = subtask.counts();
        if (counts == null) return values;
        Rates rates = subtask.rates();
        values.put("numRecordsIn", counts.recordsIn());
        values.put("numRecordsOut", counts.recordsOut());
        values.put("numBytesIn", counts.bytesIn());
        values.put("numBytesOut", counts.bytesOut());
        values.put("numRecordsInPerSecond", rates.recordsIn());
        values.put("numRecordsOutPerSecond", rates.recordsOut());
        values.put("numBytesInPerSecond", rates.bytesIn());
        values.put("numBytesOutPerSecond", rates.bytesOut());
        values.put("numLateRecordsDropped", counts.lateRecords());
        values.put("currentInputWatermark", counts.watermarkMs());
        values.put("busyTimeMsPerSecond", Math.round(rates.busy() * MS_PER_S));
        values.put("idleTimeMsPerSecond", Math.round(rates.idle() * MS_PER_S));
        values.put("backPressuredTimeMsPerSecond", Math.round(rates.backPressured() * MS_PER_S));
        values.put("accumulateBusyTimeMs", counts.busyMs());
        values.put("accumulateIdleTimeMs", counts.idleMs());
        values.put("accumulateBackPressuredTimeMs", counts.backPressuredMs());
        values.put("buffers.inPoolUsage", counts.queuedPercent() / 100.0);
        return values;
    }

    /** Of a vertex: those of its subtasks, each after the subtask's number. */
    static TreeMap<String, Number> ofVertex(JobCounts.OfVertex vertex) {
        TreeMap<String, Number> values = new TreeMap<>();
        for (int i = 0; i < vertex.subtasks().size(); i++) {
            String prefix = i + ".";
            ofSubtask(vertex.subtasks().get(i)).forEach((name, value) -> values.put(prefix + name, value));
        }
        return values;
    }

    /** Of a job as a whole. */
    static TreeMap<String, Number> ofJob(JobReport job, long nowMs) {
        TreeMap<String, Number> values = new TreeMap<>();
        long untilMs = job.endMs() >= 0 ? job.endMs() : nowMs;
        values.put("numRestarts", job.restarts());
        values.put("fullRestarts", job.restarts());
        values.put("uptime", timeIn(job, JobStatus.RUNNING, untilMs));
        values.put("downtime", timeIn(job, JobStatus.RESTARTING, untilMs));
        values.put("penstock.duration", untilMs - job.startMs());
        return values;
    }

    /** How long it has been in that status; 0 if it is in another one. */
    private static long timeIn(JobReport job, JobStatus status, long untilMs) {
        return job.status() == status ? untilMs - job.statusSinceMs().getOrDefault(status, untilMs) : 0;
    }

    /** Of the cluster as its leader sees it, beside those of the JVM that answers. */
    static TreeMap<String, Number> ofCluster(ClusterReport cluster, long jobsRunning) {
        TreeMap<String, Number> values = new TreeMap<>();
        values.put("numRegisteredTaskManagers", cluster.workers().size());
        values.put("numRunningJobs", jobsRunning);
        values.put(
                "taskSlotsTotal",
                cluster.workers().stream()
                        .mapToInt(ClusterReport.WorkerReport::slots)
                        .sum());
        values.put(
                "taskSlotsAvailable",
                cluster.workers().stream()
                        .mapToInt(ClusterReport.WorkerReport::freeSlots)
                        .sum());
        return values;
    }

    /** Of a node's JVM, from what it told. */
    static TreeMap<String, Number> ofNode(JsonObject facts) {
        TreeMap<String, Number> values = new TreeMap<>();
        for (Map.Entry<String, Object> fact : facts) {
            if (fact.getValue() instanceof Number number) values.put(fact.getKey(), number);
        }
        return values;
    }
}
