// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Every metric of the runtime itself: its name, what it is, its labels. The only list of them: what is exported and
 * what is documented are made from it.
 */
public enum Metric {
    TASK_RECORDS_IN(
            Kind.COUNTER, "penstock_task_records_in", "Records read, by a source or from channels.", Labels.TASK),
    TASK_RECORDS_OUT(Kind.COUNTER, "penstock_task_records_out", "Records put into channels.", Labels.TASK),
    TASK_RECORDS_LATE(
            Kind.COUNTER, "penstock_task_records_late", "Records later than their windows allow.", Labels.TASK),
    TASK_THREAD_HOGS(
            Kind.COUNTER,
            "penstock_task_thread_hogs",
            "Steps that held a worker thread too long, with their stack in the log.",
            Labels.TASK),
    TASK_BYTES_IN(
            Kind.COUNTER,
            "penstock_task_in_bytes",
            "Bytes read from other workers and from files; channels within a JVM carry objects.",
            Labels.TASK),
    TASK_BYTES_OUT(
            Kind.COUNTER, "penstock_task_out_bytes", "Bytes written to other workers and to files.", Labels.TASK),
    TASK_BUSY(
            Kind.COUNTER,
            "penstock_task_busy_seconds",
            "Time that was neither idle nor back-pressured: working, or waiting for a processor.",
            Labels.TASK),
    TASK_IDLE(Kind.COUNTER, "penstock_task_idle_seconds", "Time spent waiting for input.", Labels.TASK),
    TASK_BACK_PRESSURED_TIME(
            Kind.COUNTER,
            "penstock_task_back_pressured_seconds",
            "Time spent waiting for room downstream.",
            Labels.TASK),
    TASK_BACK_PRESSURED(
            Kind.GAUGE,
            "penstock_task_back_pressured",
            "Number of tasks of the series that wait for room downstream at this moment.",
            Labels.TASK),
    TASK_QUEUED(
            Kind.GAUGE,
            "penstock_task_queued_ratio",
            "How full the input channels are, 0 to 1; the fullest.",
            Labels.TASK),
    TASK_WATERMARK(
            Kind.GAUGE,
            "penstock_task_watermark_seconds",
            "Event time reached, as seconds since the epoch; none before the first watermark.",
            Labels.TASK),
    TASK_STATE(
            Kind.GAUGE,
            "penstock_task_state_bytes",
            "Stored size of the part in the latest checkpoint; none before the first.",
            Labels.TASK),
    WORKERS(Kind.GAUGE, "penstock_cluster_workers", "Workers that the leader knows.", Labels.NONE),
    SLOTS(Kind.GAUGE, "penstock_cluster_slots", "Slots of all workers.", Labels.NONE),
    SLOTS_FREE(Kind.GAUGE, "penstock_cluster_slots_free", "Slots that nobody holds.", Labels.NONE),
    JOBS(
            Kind.GAUGE,
            "penstock_cluster_jobs",
            "Jobs in each status; ended ones as long as they are kept.",
            Labels.STATUS),
    JOB_RUNNING(Kind.GAUGE, "penstock_job_running", "1 while the job is RUNNING, else 0.", Labels.JOB),
    JOB_RESTARTS(Kind.COUNTER, "penstock_job_restarts", "Restarts after failures.", Labels.JOB),
    JOB_UPTIME(Kind.GAUGE, "penstock_job_uptime_seconds", "Time since the job is RUNNING without a break.", Labels.JOB),
    CHECKPOINTS_COMPLETED(
            Kind.COUNTER, "penstock_job_checkpoints_completed", "Checkpoints that completed.", Labels.JOB),
    CHECKPOINTS_FAILED(Kind.COUNTER, "penstock_job_checkpoints_failed", "Checkpoints that failed.", Labels.JOB),
    CHECKPOINT_DURATION(
            Kind.GAUGE, "penstock_job_checkpoint_duration_seconds", "Duration of the latest one.", Labels.JOB),
    CHECKPOINT_SIZE(Kind.GAUGE, "penstock_job_checkpoint_size_bytes", "Size of the latest one.", Labels.JOB),
    CHECKPOINT_ALIGNMENT(
            Kind.GAUGE,
            "penstock_job_checkpoint_alignment_seconds",
            "Longest alignment of barriers in the latest one.",
            Labels.JOB),
    BUS_UNDELIVERABLE(
            Kind.COUNTER,
            "penstock_bus_undeliverable",
            "Messages that found nobody here or could not be sent.",
            Labels.NONE),
    BUS_MALFORMED(Kind.COUNTER, "penstock_bus_malformed", "Messages that could not be read.", Labels.NONE),
    BUS_OVERSIZED(Kind.COUNTER, "penstock_bus_oversized", "Messages larger than they should be.", Labels.NONE),
    BUS_REFUSED(
            Kind.COUNTER,
            "penstock_bus_refused",
            "Messages that were not for the component that got them.",
            Labels.NONE),
    BUS_SENT(Kind.COUNTER, "penstock_bus_sent", "Messages sent to components here and elsewhere.", Labels.NONE),
    BUS_RECEIVED(Kind.COUNTER, "penstock_bus_received", "Messages that came from other nodes.", Labels.NONE),
    SUBMISSIONS(
            Kind.COUNTER,
            "penstock_control_submissions",
            "Submissions that the Dispatcher here answered, by result.",
            Labels.RESULT),
    DEPLOYMENTS(
            Kind.COUNTER,
            "penstock_control_deployments",
            "Tasks that JobMasters here told workers to run, also again.",
            Labels.NONE),
    JOB_MASTERS(
            Kind.COUNTER,
            "penstock_control_job_masters_started",
            "JobMasters that began here; more than submissions in all: some took over from another node.",
            Labels.NONE),
    LEADERSHIPS(
            Kind.COUNTER,
            "penstock_control_leaderships",
            "How often this node became the leader; more than one in all: a failover.",
            Labels.NONE),
    STALE_REFUSED(
            Kind.COUNTER,
            "penstock_control_stale_refused",
            "Messages refused here because their sender's token was replaced by a higher one.",
            Labels.NONE),
    STALE_WRITES(
            Kind.COUNTER,
            "penstock_control_stale_writes",
            "Writes of components here that the store refused because their token was replaced.",
            Labels.NONE),
    MEMBERS(Kind.GAUGE, "penstock_hazelcast_members", "Nodes of the cluster as this one sees it.", Labels.NONE),
    SAFE(
            Kind.GAUGE,
            "penstock_hazelcast_safe",
            "1 while every record has all its backups, so that losing a node loses nothing.",
            Labels.NONE),
    STORE_READ(
            Kind.GAUGE,
            "penstock_store_read_seconds",
            "How long a read of the replicated store took at this scrape; none if it failed.",
            Labels.NONE),
    STORE_FAILED(
            Kind.COUNTER,
            "penstock_store_reads_failed",
            "Reads of the store at a scrape that failed: no majority, or too slow.",
            Labels.NONE),
    LOOP_DELAY(
            Kind.GAUGE,
            "penstock_event_loop_delay_seconds",
            "How long an event loop took to come to the work that was given to it at this scrape.",
            Labels.NONE);

    /** What the values are. */
    public enum Kind {
        /** Only grows, until the process or the task starts anew; exported with {@code _total}. */
        COUNTER,
        /** Goes up and down. */
        GAUGE
    }

    private static final class Labels {
        static final List<String> NONE = List.of();
        static final List<String> TASK = List.of("job", "subtask", "vertex");
        static final List<String> JOB = List.of("job", "name");
        static final List<String> STATUS = List.of("status");
        static final List<String> RESULT = List.of("result");
    }

    private final Kind kind;
    private final String base;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(Kind kind, String base, String help, List<String> labels) {
        this.kind = kind;
        this.base = base;
        this.help = help;
        this.labels = labels;
    }

    /** What its values are. */
    public Kind kind() {
        return kind;
    }

    /** Its name without the {@code _total} of counters. */
    public String base() {
        return base;
    }

    /** Its name as exported. */
    public String exported() {
        return kind == Kind.COUNTER ? base + "_total" : base;
    }

    /** What it means. */
    public String help() {
        return help;
    }

    /** Names of its labels, sorted. */
    public List<String> labels() {
        return labels;
    }

    /** The table of {@code docs/metrics.md}. */
    public static List<String> table() {
        List<String> rows = new ArrayList<>();
        rows.add("| metric | kind | labels | meaning |");
        rows.add("|---|---|---|---|");
        for (Metric metric : values()) {
            String kind = metric.kind == Kind.COUNTER ? "counter" : "gauge";
            rows.add("| `" + metric.exported() + "` | " + kind + " | " + String.join(", ", metric.labels) + " | "
                    + metric.help + " |");
        }
        return Collections.unmodifiableList(rows);
    }
}
