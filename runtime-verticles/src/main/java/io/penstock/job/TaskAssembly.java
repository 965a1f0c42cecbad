// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.flow.FlowOptions;
import io.penstock.core.flow.RestoredState;
import io.penstock.core.flow.StateRefusedException;
import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskSpec;
import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.GraphMemory;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.state.SpillSpace;
import io.penstock.exchange.Placements;
import io.penstock.exchange.TaskIo;
import io.penstock.exchange.TaskWiring;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.RecordCodecs;
import io.penstock.snapshot.RestoredParts;
import io.penstock.snapshot.Snapshots;
import io.penstock.worker.TaskHandle;
import io.penstock.worker.TaskLabel;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tasks of one deployment, each from an evaluation of its own, since the functions of a task are used by
 * nobody else. Runs on the job's program thread, as it evaluates the program.
 */
final class TaskAssembly {
    private final WorkerJobs.Services services;
    private final JobCode code;
    private final Function<JobGraph, Specializer> specializer;
    private final JobId job;
    private final Deployment deployment;
    private final Checkpointing checkpointing;
    private final Placements placements;
    private final GraphMemory graphs;
    private @Nullable Evaluation spare;
    private @Nullable JobGraph scaled;

    /** {@code spare}: an evaluation nobody has used yet, if there is one. */
    TaskAssembly(
            WorkerJobs.Services services,
            JobCode code,
            Function<JobGraph, Specializer> specializer,
            Deployment deployment,
            Checkpointing checkpointing,
            @Nullable Evaluation spare) {
        this.services = services;
        this.code = code;
        this.specializer = specializer;
        this.job = deployment.spec().jobId();
        this.deployment = deployment;
        this.placements = Placements.of(deployment);
        this.checkpointing = checkpointing;
        this.graphs = Evaluation.memory(deployment.spec());
        this.spare = spare;
    }

    /**
     * The job's side of checkpoints.
     *
     * @param restore what the tasks go on from, or null
     * @param reports hears of parts, from any thread
     */
    record Checkpointing(RecordCodecs codecs, @Nullable CheckpointRecord restore, Consumer<SnapshotReport> reports) {}

    /**
     * Builds and starts what is still wanted. Gives the structure that differs from the submitted one, or null if none
     * does.
     */
    @Nullable
    JobGraph start(List<RunningTask> tasks) {
        for (RunningTask task : tasks) {
            if (!task.isWanted()) continue;
            try {
                Evaluation evaluation = evaluation();
                if (!evaluation.graph().fingerprint().equals(deployment.fingerprint())) return evaluation.graph();
                start(task, scaled(evaluation));
            } catch (ProgramRefusedException e) {
                task.failToStart(e.failure());
            } catch (StateRefusedException e) {
                task.failToStart(Failures.of(TaskFailure.Kind.PROGRAM, String.valueOf(e.getMessage()), e, null));
            } catch (RuntimeException | LinkageError | AssertionError e) {
                TaskFailure damage = Failures.ofDamage(e);
                task.failToStart(
                        damage != null
                                ? damage
                                : Failures.of(
                                        TaskFailure.Kind.DEPLOYMENT, "the task could not be built: " + e, e, null));
            }
        }
        return null;
    }

    private Evaluation evaluation() {
        Evaluation kept = spare;
        spare = null;
        boolean usable = kept != null && kept.plan().constants().equals(deployment.constants());
        if (!usable || kept == null) {
            return Evaluation.again(code, deployment.spec(), deployment.constants(), graphs);
        }
        graphs.remember(kept.plan(), kept.graph());
        return kept;
    }

    /** The program says how parallel the job is, until it is rescaled. */
    private Evaluation scaled(Evaluation said) {
        JobGraph known = scaled;
        // All have the same fingerprint, so tasks share one graph.
        if (known == null) known = JobGraphs.withParallelism(said.graph(), deployment.parallelism());
        scaled = known;
        return new Evaluation(said.plan(), known);
    }

    private void start(RunningTask task, Evaluation evaluation) {
        AttemptId attempt = task.attempt();
        JobVertex vertex = evaluation.graph().vertices().get(attempt.vertex());
        TaskLabel label = new TaskLabel(job.value(), vertex.name(), attempt.subtask(), attempt.attempt());
        RecordCodec codec =
                checkpointing.codecs.with(evaluation.plan().serializers()).newCodec();
        CheckpointRecord from = checkpointing.restore;
        RestoredState restored = from == null
                ? null
                : RestoredParts.fetch(services.snapshots().store(), from, vertex, attempt.subtask(), codec);
        TaskHandle handle = services.workers().register(label, code.loader(), vertex.blocking(), task);
        RecordCodecs codecs = checkpointing.codecs.with(evaluation.plan().serializers());
        Snapshots.Owner owner = new Snapshots.Owner(attempt, vertex, codec, codecs::newCodec, handle::wake);
        TaskSurroundings.PartStart parts =
                (barrier, alignmentMs) -> services.snapshots().begin(owner, barrier, alignmentMs, report -> {
                    task.parts().add(report, System.currentTimeMillis());
                    checkpointing.reports.accept(report);
                });
        TaskIo io = services.exchange()
                .connect(new TaskWiring(
                        job,
                        evaluation.graph(),
                        attempt,
                        placements,
                        code.loader(),
                        evaluation.plan().serializers()));
        long spillBytes = FlowOptions.aggregationMemoryBytes(evaluation.graph().options());
        Supplier<SpillSpace> spills = () -> services.exchange().spills().open(codecs.newCodec(), spillBytes);
        Task built = services.tasks()
                .build(new TaskSpec(
                        evaluation.graph(),
                        attempt.vertex(),
                        evaluation.plan(),
                        attempt.subtask(),
                        attempt.attempt(),
                        io.inputs(),
                        io.outputs(),
                        specializer.apply(evaluation.graph()),
                        new TaskSurroundings(job.value(), attempt.subtask(), handle, services.meters(), parts, spills),
                        restored));
        task.run(vertex.name(), handle, io, built);
    }
}
