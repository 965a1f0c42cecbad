// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.core.graph.JobGraph;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What travels between components. Sending is one-way and may lose, double, delay or reorder; so each message may
 * safely arrive twice, late or never: senders repeat on their beat until they see the effect. {@code token} is the
 * sender's fencing token; a receiver that has seen a higher one answers {@link Stale} and does nothing.
 */
public sealed interface Message {
    /**
     * Refusal of a lower token; the receiver of this steps down if {@code seen} is of its realm and higher than its
     * own.
     */
    record Stale(FencingToken seen, @Nullable JobId job) implements Message {}

    // ---- election, between coordinators (named by their configured names)

    /**
     * Asks for a vote in {@code term}; {@code pre} only asks whether one would be given. {@code round} matches answers
     * to questions.
     */
    record AskVote(long term, String candidate, boolean pre, long round) implements Message {}

    record VoteAnswer(long term, String voter, boolean pre, boolean granted, long round) implements Message {}

    /** The leader's beat; its lease counts from the sending of the beat that a majority answers. */
    record LeaderBeat(long term, String leader, long sequence) implements Message {}

    record LeaderBeatAnswer(long term, String voter, long sequence) implements Message {}

    /**
     * A leader that stops in order leads no longer and will not again in that term: nobody need wait to elect another.
     */
    record LeaderLeaving(long term, String leader) implements Message {}

    /** A coordinator that stops in order holds JobMasters no longer; repeated until those it has are stopped. */
    record CoordinatorLeaving() implements Message {}

    // ---- TaskExecutor and ResourceManager

    record RegisterWorker(WorkerInfo worker, SlotReport slots) implements Message {}

    record WorkerRegistered(FencingToken token) implements Message {}

    record WorkerBeat(long sequence, SlotReport slots) implements Message {}

    record WorkerBeatAnswer(FencingToken token, long sequence) implements Message {}

    /** The ResourceManager does not know this worker (any more): it shall register. */
    record WorkerUnknown(FencingToken token) implements Message {}

    /** Goodbye: an orderly stop. */
    record WorkerLeaving() implements Message {}

    /** Asks for a slot on behalf of a job; the TaskExecutor then offers it to the JobMaster. */
    record RequestSlot(
            FencingToken token,
            AllocationId allocation,
            JobId job,
            io.penstock.api.ResourceProfile profile,
            Endpoint jobMaster,
            FencingToken jobToken)
            implements Message {}

    /**
     * The answer; after a refusal with all holdings, so that the ledger is right again whatever was lost, else with
     * none.
     */
    record SlotRequestAnswer(AllocationId allocation, boolean granted, String reason, SlotReport slots)
            implements Message {}

    // ---- JobMaster and ResourceManager

    /** All that the job needs now, replacing earlier declarations with a lower sequence; repeated with every beat. */
    record DeclareRequirements(
            JobId job, FencingToken jobToken, Endpoint jobMaster, long sequence, List<SlotRequirement> requirements)
            implements Message {}

    /**
     * How that stands: {@code missing} slots cannot be had now, and why, in words ("needs 8 slots, 6 exist, 2 free").
     *
     * @param giveWay whether another job that waits could run as a whole with what this one holds
     */
    record RequirementsAnswer(JobId job, FencingToken token, long sequence, int missing, String reason, boolean giveWay)
            implements Message {}

    /** The ResourceManager holds a worker for dead or gone. */
    record WorkerLost(FencingToken token, NodeId worker, String reason) implements Message {}

    // ---- TaskExecutor and JobMaster

    /** Slots held for the job; repeated with every beat until each is answered. */
    record OfferSlots(JobId job, WorkerInfo worker, List<SlotOffer> offers) implements Message {}

    record OffersAnswer(JobId job, FencingToken token, List<AllocationId> accepted, List<AllocationId> rejected)
            implements Message {}

    /** Gives slots back; tasks in them must have ended or prepared, else they are cancelled. */
    record FreeSlots(JobId job, FencingToken token, List<AllocationId> allocations) implements Message {}

    record DeployTasks(JobId job, FencingToken token, Endpoint jobMaster, Deployment deployment) implements Message {}

    /**
     * Stops tasks; repeated with every beat until each attempt is reported ended. An attempt that the executor does not
     * know (its deployment was lost, or is on its way) is reported CANCELED, and a later deployment of it does nothing:
     * whoever cancels never waits in vain.
     */
    record CancelTasks(JobId job, FencingToken token, List<AttemptId> attempts) implements Message {}

    /** Every task of the job has ended or prepared: transactions become visible. */
    record CommitTasks(JobId job, FencingToken token, List<AttemptId> attempts) implements Message {}

    /** State changes since the last answered sequence, cumulative; repeated with every beat until answered. */
    record TaskReports(JobId job, NodeId worker, long sequence, List<TaskReport> reports) implements Message {}

    record TaskReportsAnswer(JobId job, FencingToken token, long sequence) implements Message {}

    /**
     * The JobMaster's beat; renews the task-side lease and tells where the JobMaster is.
     *
     * @param completedCheckpoint the latest that commits, 0 if there is none: heals a lost {@link CheckpointCompleted}
     */
    record JobMasterBeat(JobId job, FencingToken token, Endpoint jobMaster, long sequence, long completedCheckpoint)
            implements Message {}

    /**
     * Its answer.
     *
     * @param live number of attempts of the job that have not ended here; lets the JobMaster see that a deployment was
     *     lost
     * @param slots number of slots held for the job here; lets the JobMaster see that a {@link FreeSlots} was lost
     */
    record JobMasterBeatAnswer(JobId job, NodeId worker, long sequence, int live, int slots) implements Message {}

    /** Asks for everything the executor knows of the job (reconciliation). */
    record RequestReport(JobId job, FencingToken token, Endpoint jobMaster) implements Message {}

    /**
     * The answer to {@link RequestReport}.
     *
     * @param token the highest of the job that the executor has seen
     * @param tasks every attempt it knows, ended ones included: those are kept until {@link ReleaseJob}, or a higher
     *     attempt of the subtask
     * @param placed the slot of each attempt that has not ended
     */
    record ExecutorReport(
            JobId job,
            WorkerInfo worker,
            FencingToken token,
            List<TaskReport> tasks,
            List<Deployment.TaskDeployment> placed,
            List<SlotReport.Holding> slots,
            List<PartitionId> partitions)
            implements Message {}

    // ---- checkpoints
    /**
     * Barriers shall start from these tasks, which have no running producers; repeated with every beat until their
     * parts are reported. Does nothing the second time.
     *
     * @param place the checkpoint's own place, where parts are stored under a handle each
     */
    record TriggerCheckpoint(
            JobId job,
            FencingToken token,
            long checkpointId,
            CheckpointKind kind,
            String place,
            List<AttemptId> sources)
            implements Message {}

    /**
     * The checkpoint is stored: each task that has a part in it, or was restored from it, commits what it prepared up
     * to it.
     *
     * @param finish whether each task then ends as FINISHED; repeated with every beat until it has
     */
    record CheckpointCompleted(JobId job, FencingToken token, long checkpointId, boolean finish) implements Message {}

    /** The checkpoint will not be completed: its parts and whatever waits for it may go. */
    record CheckpointAborted(JobId job, FencingToken token, long checkpointId) implements Message {}

    /** Parts taken or declined; repeated with every beat until answered. */
    record SnapshotReports(JobId job, NodeId worker, long sequence, List<SnapshotReport> reports) implements Message {}

    record SnapshotReportsAnswer(JobId job, FencingToken token, long sequence) implements Message {}

    record ReleasePartitions(JobId job, FencingToken token, List<PartitionId> partitions) implements Message {}

    /** The job is over: the executor drops its tasks, slots, partitions, code and files. */
    record ReleaseJob(JobId job, FencingToken token) implements Message {}

    record JobReleased(JobId job, NodeId worker) implements Message {}

    // ---- Dispatcher and workers: programs become graphs on a worker

    record EvaluateProgram(FencingToken token, JobSpec spec) implements Message {}

    record ProgramEvaluated(JobId job, JobGraph graph, SortedMap<String, String> constants) implements Message {}

    record ProgramRefused(JobId job, TaskFailure failure) implements Message {}

    // ---- Dispatcher and JobMasters

    record StartJobMaster(JobId job, FencingToken jobToken, FencingToken token, Endpoint dispatcher)
            implements Message {}

    record StopJobMaster(JobId job, FencingToken jobToken, FencingToken token) implements Message {}

    /** The JobMaster's sign of life to the Dispatcher: at its start, at each change of status, and with each beat. */
    record JobMasterAlive(JobId job, FencingToken jobToken, JobStatus status, String reason) implements Message {}

    /** The leader (also a new one) makes itself known to a JobMaster. */
    record DispatcherBeat(FencingToken token, Endpoint dispatcher, Endpoint resourceManager) implements Message {}

    /** The job ended and its result is stored; repeated until answered. */
    record JobEnded(JobId job, FencingToken jobToken, HaRecord.JobResultRecord result) implements Message {}

    record JobEndedAnswer(JobId job, FencingToken token) implements Message {}

    // ---- clients (HTTP requests, local callers) and the leader or a JobMaster

    record SubmitJob(String requestId, JobSpec spec) implements Message {}

    /** Accepted once the job record is stored. */
    record SubmitAnswer(
            String requestId, JobId job, @Nullable Refusal refusal) implements Message {}

    record CancelJob(String requestId, JobId job) implements Message {}

    record CancelAnswer(
            String requestId, JobId job, @Nullable Refusal refusal) implements Message {}

    record QueryJob(String requestId, JobId job) implements Message {}

    record JobAnswer(
            String requestId,
            @Nullable JobReport report,
            @Nullable Refusal refusal) implements Message {}

    /**
     * Takes a savepoint, or a checkpoint at once; {@code requestId} names the operation from then on, and the same
     * request does nothing the second time.
     *
     * @param target directory under which the savepoint is wanted; empty: where the job's savepoints go
     */
    record TriggerSavepoint(String requestId, JobId job, CheckpointKind kind, String target) implements Message {}

    /** How an operation stands. */
    record QuerySavepoint(String requestId, JobId job, String operationId) implements Message {}

    record SavepointAnswer(
            String requestId,
            JobId job,
            @Nullable SavepointOperation operation,
            @Nullable Refusal refusal) implements Message {}

    /** Takes a running job to another parallelism; vertices that are not named stay as they are. */
    record RescaleJob(String requestId, JobId job, List<ParallelismRange> ranges) implements Message {}

    /** Granted once the new parallelism is stored: from then on the job has it, whoever dies. */
    record RescaleAnswer(
            String requestId, JobId job, @Nullable Refusal refusal) implements Message {}

    record QueryJobs(String requestId) implements Message {}

    record JobsAnswer(String requestId, List<JobSummary> jobs) implements Message {}

    record QueryCluster(String requestId) implements Message {}

    /** A hint to whoever tells of jobs: something about the job changed just now. May get lost. */
    record JobChanged(JobId job) implements Message {}

    record ClusterAnswer(String requestId, ClusterReport report) implements Message {}

    // ---- clients and any node

    /** Asks a worker what its running tasks of a job have counted. */
    record QueryTasks(String requestId, JobId job) implements Message {}

    record TasksAnswer(String requestId, List<LiveTask> tasks) implements Message {}

    /** Parts of a checkpoint that running tasks of a vertex (its index) stored. */
    record QueryParts(String requestId, JobId job, int vertex, long checkpointId) implements Message {}

    record PartsAnswer(String requestId, List<StoredPart> parts) implements Message {}

    /**
     * Asks a worker to look at the stacks of a job's running tasks for a while; answered by {@link NodeAnswer}.
     *
     * @param subtask -1: all of the vertex
     */
    record SampleStacks(String requestId, JobId job, int vertex, int subtask, StackKind kind) implements Message {}

    /** Asks a worker what graph a program would give, without running it. */
    record PlanProgram(String requestId, JobSpec spec) implements Message {}

    /** Either the graph or why there is none. */
    record PlanAnswer(
            String requestId,
            @Nullable JobGraph graph,
            @Nullable TaskFailure failure) implements Message {}

    /** Asks a worker which programs there are in a jar. */
    record QueryPrograms(String requestId, String jarId) implements Message {}

    /** Names of classes; or why they could not be found, else empty. */
    record ProgramsAnswer(String requestId, List<String> classes, String failure) implements Message {}

    /** Asks a node about itself. */
    record QueryNode(String requestId, NodeQuestion question) implements Message {}

    /** The answer: JSON text, compressed by gzip since it is far larger than other messages. */
    record NodeAnswer(String requestId, byte[] gzippedJson) implements Message {}
}
