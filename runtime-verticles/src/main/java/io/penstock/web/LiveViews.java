// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Secrets;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.FailureEntry;
import io.penstock.core.message.JobReport.SubtaskReport;
import io.penstock.core.message.JobReport.VertexReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.TaskCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard shows. Nothing in it changes by the passing of time alone (times are points in time, ages are for
 * the page to reckon), so what is equal need not be sent again.
 */
final class LiveViews {
    private static final int JOBS_MAX = 500;
    /** A worker's beat comes every half a second. */
    private static final long LATE_MS = 1_500;

    private LiveViews() {}

    static JsonObject cluster(ClusterReport cluster, RestApi.Settings settings) {
        JsonArray workers = new JsonArray();
        cluster.workers().stream()
                .sorted(Comparator.comparing((WorkerReport w) -> w.worker().name())
                        .thenComparing(w -> w.worker().node().value()))
                .forEach(worker -> workers.add(worker(worker)));
        return new JsonObject()
                .put("version", settings.version())
                .put("node", settings.node())
                .put("leader", cluster.leader().value())
                .put("workers", workers);
    }

    private static JsonObject worker(WorkerReport worker) {
        Map<String, Integer> held = new TreeMap<>();
        worker.holdings().holdings().forEach(holding -> held.merge(holding.job().value(), 1, Integer::sum));
        JsonObject byJob = new JsonObject();
        held.forEach(byJob::put);
        return new JsonObject()
                .put("id", worker.worker().node().value())
                .put("name", worker.worker().name())
                .put("address", worker.worker().host() + ":" + worker.worker().dataPort())
                .put("slots", worker.slots())
                .put("free", worker.freeSlots())
                .put("held", byJob)
                .put("cpuCores", worker.worker().total().cpuMillis() / 1000.0)
                .put("heapMb", worker.worker().total().heapMb())
                .put("late", worker.lastHeardMs() > LATE_MS);
    }

    /** Memory, threads, collections and load of a JVM. */
    static JsonObject facts(JsonObject metrics) {
        long collections = 0;
        long collectedMs = 0;
        for (String name : metrics.fieldNames()) {
            if (!name.startsWith("Status.JVM.GarbageCollector.")) continue;
            if (name.endsWith(".Count")) collections += metrics.getLong(name);
            if (name.endsWith(".Time")) collectedMs += metrics.getLong(name);
        }
        return new JsonObject()
                .put("heapUsed", metrics.getLong("Status.JVM.Memory.Heap.Used"))
                .put("heapMax", metrics.getLong("Status.JVM.Memory.Heap.Max"))
                .put("offHeapUsed", metrics.getLong("Status.JVM.Memory.NonHeap.Used"))
                .put("directUsed", metrics.getLong("Status.JVM.Memory.Direct.MemoryUsed"))
                .put("threads", metrics.getLong("Status.JVM.Threads.Count"))
                .put("classes", metrics.getLong("Status.JVM.ClassLoader.ClassesLoaded"))
                .put("processors", metrics.getLong("Status.JVM.CPU.Processors"))
                .put("load", Math.round(metrics.getDouble("Status.JVM.CPU.Load", 0.0) * 100))
                .put("collections", collections)
                .put("collectedMs", collectedMs);
    }

    /** The jobs, those that run first, then by age; the oldest ended ones are left out where there are very many. */
    static JsonObject jobs(List<JobSummary> jobs) {
        List<JobSummary> sorted = new ArrayList<>(jobs);
        sorted.sort(Comparator.comparing((JobSummary job) -> job.status().terminal())
                .thenComparing(Comparator.comparingLong(JobSummary::startMs).reversed()));
        JsonArray shown = new JsonArray();
        sorted.stream().limit(JOBS_MAX).forEach(job -> shown.add(job(job)));
        JsonObject byState = new JsonObject();
        for (JobStatus status : JobStatus.values()) {
            byState.put(
                    status.name(),
                    jobs.stream().filter(job -> job.status() == status).count());
        }
        return new JsonObject().put("total", jobs.size()).put("states", byState).put("jobs", shown);
    }

    private static JsonObject job(JobSummary job) {
        JsonObject tasks = new JsonObject();
        for (ExecutionState state : ExecutionState.values()) {
            int count = state.ordinal() < job.tasksByState().size()
                    ? job.tasksByState().get(state.ordinal())
                    : 0;
            if (count > 0) tasks.put(state.name(), count);
        }
        return new JsonObject()
                .put("id", job.job().value())
                .put("name", job.name())
                .put("state", job.status().name())
                .put("start", job.startMs())
                .put("end", job.endMs())
                .put("tasks", tasks);
    }

    static JsonObject job(JobReport job, JobCounts numbers) {
        JsonObject since = new JsonObject();
        job.statusSinceMs().forEach((status, ms) -> since.put(status.name(), ms));
        JsonArray vertices = new JsonArray();
        JobGraph graph = job.graph();
        if (graph != null) {
            for (JobVertex vertex : graph.vertices()) {
                vertices.add(vertex(vertex, VertexViews.report(job, vertex.index()), numbers.vertex(vertex.index())));
            }
        }
        JsonObject options = new JsonObject();
        if (graph != null) graph.options().forEach((key, value) -> options.put(key, Secrets.shown(key, value)));
        return new JsonObject()
                .put("id", job.job().value())
                .put("name", job.name())
                .put("state", job.status().name())
                .put("reason", job.reason())
                .put("batch", graph != null && graph.batch())
                .put("start", job.startMs())
                .put("end", job.endMs())
                .put("restarts", job.restarts())
                .put("token", job.token().toString())
                .put("since", since)
                .put("options", options)
                .put("vertices", vertices);
    }

    private static JsonObject vertex(JobVertex vertex, VertexReport report, JobCounts.OfVertex numbers) {
        int[] counts = new int[ExecutionState.values().length];
        VertexViews.count(report, counts);
        JsonObject states = new JsonObject();
        for (ExecutionState state : ExecutionState.values()) {
            if (counts[state.ordinal()] > 0) states.put(state.name(), counts[state.ordinal()]);
        }
        JsonObject view = numbers(numbers.sum())
                .put("id", vertex.vertexId())
                .put("name", vertex.name())
                .put("parallelism", vertex.parallelism())
                .put("maxParallelism", vertex.parallelismMax())
                .put("group", vertex.slotSharingGroup())
                .put("blocking", vertex.blocking())
                .put("source", vertex.source())
                .put("state", VertexViews.aggregate(counts).name())
                .put("states", states)
                .put("complete", numbers.complete());
        return speed(view, report, numbers);
    }

    /** Sums of rates; shares as the mean over those that run; and the busiest and most hindered subtask. */
    private static JsonObject speed(JsonObject view, VertexReport report, JobCounts.OfVertex numbers) {
        double in = 0;
        double out = 0;
        double busy = 0;
        double idle = 0;
        double hindered = 0;
        double busyMost = 0;
        double hinderedMost = 0;
        int running = 0;
        for (int i = 0; i < report.subtasks().size(); i++) {
            if (report.subtasks().get(i).state().terminal()) continue;
            Rates rates = numbers.subtask(i).rates();
            if (rates.equals(Rates.NONE)) continue;
            running++;
            in += rates.recordsIn();
            out += rates.recordsOut();
            busy += rates.busy();
            idle += rates.idle();
            hindered += rates.backPressured();
            busyMost = Math.max(busyMost, rates.busy());
            hinderedMost = Math.max(hinderedMost, rates.backPressured());
        }
        int of = Math.max(1, running);
        return view.put("rateIn", Math.round(in))
                .put("rateOut", Math.round(out))
                .put("busy", percent(busy / of))
                .put("idle", percent(idle / of))
                .put("hindered", percent(hindered / of))
                .put("busyMost", percent(busyMost))
                .put("hinderedMost", percent(hinderedMost));
    }

    private static long percent(double share) {
        return Math.round(share * 100);
    }

    private static JsonObject numbers(TaskCounts counts) {
        boolean known = counts.watermarkMs() != Long.MIN_VALUE && counts.watermarkMs() != Long.MAX_VALUE;
        return new JsonObject()
                .put("in", counts.recordsIn())
                .put("out", counts.recordsOut())
                .put("bytesIn", counts.bytesIn())
                .put("bytesOut", counts.bytesOut())
                .put("late", counts.lateRecords())
                .put("queued", counts.queuedPercent())
                .put("watermark", known ? counts.watermarkMs() : null);
    }

    /**
     * Per subtask a list: state, attempt, worker, start, end, records in and out, records in and out per second, busy,
     * idle and back-pressured percent, watermark, late records. There may be thousands of them.
     */
    static JsonObject subtasks(JobReport job, JobVertex vertex, JobCounts counts) {
        VertexReport report = VertexViews.report(job, vertex.index());
        JobCounts.OfVertex numbers = counts.vertex(vertex.index());
        JsonArray rows = new JsonArray();
        for (int i = 0; i < report.subtasks().size(); i++) {
            rows.add(subtask(report.subtasks().get(i), numbers.subtask(i)));
        }
        return new JsonObject().put("vertex", vertex.vertexId()).put("rows", rows);
    }

    private static JsonArray subtask(SubtaskReport subtask, JobCounts.OfSubtask counted) {
        TaskCounts counts = counted.counts() == null ? TaskCounts.NONE : counted.counts();
        Rates rates = subtask.state().terminal() ? Rates.NONE : counted.rates();
        boolean marked = counts.watermarkMs() != Long.MIN_VALUE && counts.watermarkMs() != Long.MAX_VALUE;
        return new JsonArray()
                .add(subtask.state().name())
                .add(subtask.attempt())
                .add(subtask.worker() == null ? null : subtask.worker().value())
                .add(subtask.startMs())
                .add(subtask.endMs())
                .add(counts.recordsIn())
                .add(counts.recordsOut())
                .add(Math.round(rates.recordsIn()))
                .add(Math.round(rates.recordsOut()))
                .add(percent(rates.busy()))
                .add(percent(rates.idle()))
                .add(percent(rates.backPressured()))
                .add(marked ? counts.watermarkMs() : null)
                .add(counts.lateRecords());
    }

    /** Attempts of each vertex: the present ones, put together by number, and earlier ones. */
    static JsonObject attempts(JobReport job) {
        JsonArray list = new JsonArray();
        for (VertexReport vertex : job.vertices()) {
            Map<Integer, List<SubtaskReport>> byAttempt = new LinkedHashMap<>();
            vertex.subtasks()
                    .forEach(subtask -> byAttempt
                            .computeIfAbsent(subtask.attempt(), key -> new ArrayList<>())
                            .add(subtask));
            byAttempt.forEach((attempt, subtasks) -> list.add(present(vertex.vertex(), attempt, subtasks)));
        }
        for (JobReport.PastAttempt past : job.past()) {
            list.add(new JsonObject()
                    .put("vertex", past.vertex())
                    .put("attempt", past.attempt())
                    .put("first", past.firstSubtask())
                    .put("subtasks", past.subtasks())
                    .put("failed", past.failed())
                    .put("start", past.startMs())
                    .put("end", past.endMs())
                    .put("past", true));
        }
        return new JsonObject().put("attempts", list);
    }

    private static JsonObject present(int vertex, int attempt, List<SubtaskReport> subtasks) {
        VertexReport part = new VertexReport(vertex, subtasks, TaskCounts.NONE);
        int[] counts = new int[ExecutionState.values().length];
        VertexViews.count(part, counts);
        return new JsonObject()
                .put("vertex", vertex)
                .put("attempt", attempt)
                .put("subtasks", subtasks.size())
                .put("state", VertexViews.aggregate(counts).name())
                .put("running", counts[ExecutionState.RUNNING.ordinal()])
                .put("start", VertexViews.startMs(part))
                .put(
                        "lastStart",
                        subtasks.stream()
                                .mapToLong(SubtaskReport::startMs)
                                .max()
                                .orElse(-1))
                .put("end", VertexViews.endMs(part));
    }

    /** What failed, the latest first. */
    static JsonObject failures(JobReport job, int max) {
        JsonArray list = new JsonArray();
        job.failures().stream().limit(max).forEach(failure -> list.add(failure(job.graph(), failure)));
        return new JsonObject().put("failures", list);
    }

    private static JsonObject failure(@Nullable JobGraph graph, FailureEntry entry) {
        JsonObject view = new JsonObject()
                .put("time", entry.timeMs())
                .put("kind", entry.failure().kind().name())
                .put("name", JobViews.nameOf(entry.failure()))
                .put("message", entry.failure().message())
                .put("text", JobViews.text(entry.failure()))
                .put("operator", entry.failure().operator())
                .put("worker", entry.worker() == null ? null : entry.worker().value());
        if (entry.attempt() == null || graph == null) return view;
        return view.put("vertex", graph.vertices().get(entry.attempt().vertex()).name())
                .put("subtask", entry.attempt().subtask())
                .put("attempt", entry.attempt().attempt());
    }
}
