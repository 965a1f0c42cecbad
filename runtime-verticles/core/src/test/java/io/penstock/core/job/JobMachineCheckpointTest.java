// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobOptions;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.CheckpointIndex;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.Role;
import io.penstock.core.message.SavepointOperation;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobMachineCheckpointTest {
    private static final Endpoint CLIENT = new Endpoint(new NodeId("client"), Role.CLIENT, null);

    private static TestCluster cluster(String... options) {
        Graphs graph = new Graphs().vertex("source", 2).vertex("sink", 2).pipelined(0, 1, ExchangePattern.HASH);
        graph.option(JobOptions.CHECKPOINT_INTERVAL_MS, "1000");
        for (int i = 0; i < options.length; i += 2) graph.option(options[i], options[i + 1]);
        return new TestCluster(graph.build()).workers(2, 1).start();
    }

    private static @Nullable CheckpointIndex index(TestCluster cluster) {
        return (CheckpointIndex) cluster.store.get("checkpoint-indexes/" + TestCluster.JOB);
    }

    private static long triggered(TestCluster cluster) {
        List<Message.TriggerCheckpoint> sent = cluster.sent(Message.TriggerCheckpoint.class);
        assertThat(sent).isNotEmpty();
        return sent.get(sent.size() - 1).checkpointId();
    }

    private static void report(TestCluster cluster, int vertex, int subtask, SnapshotReport report) {
        NodeId node = cluster.executorOf(vertex, subtask).info.node();
        cluster.arrive(
                Endpoint.of(node, Role.TASK_EXECUTOR),
                new Message.SnapshotReports(TestCluster.JOB, node, 1, List.of(report)));
        cluster.pump();
    }

    private static void take(TestCluster cluster, int vertex, int subtask, long id) {
        var ref = new SnapshotRef(new SubtaskId(vertex, subtask), "part", 10, 1);
        AttemptId attempt = cluster.attempt(vertex, subtask);
        report(cluster, vertex, subtask, new SnapshotReport(attempt, id, ref, "", false, 1, 1, 1));
    }

    private static void takeAll(TestCluster cluster, long id) {
        for (int v = 0; v < 2; v++) for (int s = 0; s < 2; s++) take(cluster, v, s, id);
    }

    private static void verified(TestCluster cluster, long id, String problem) {
        cluster.feed(new Event.CheckpointVerified(TestCluster.JOB, id, problem));
        cluster.pump();
    }

    /** Takes one from beginning to end. */
    private static long complete(TestCluster cluster) {
        cluster.advance(1_000);
        long id = triggered(cluster);
        takeAll(cluster, id);
        verified(cluster, id, "");
        return id;
    }

    @Test
    void barriersStartAtSourcesWhenAllTasksRun() {
        TestCluster cluster = cluster();
        cluster.advance(1_000);
        List<AttemptId> sources = new ArrayList<>();
        for (Message.TriggerCheckpoint each : cluster.sent(Message.TriggerCheckpoint.class))
            if (each.checkpointId() == 1) sources.addAll(each.sources());
        assertThat(sources).containsOnly(new AttemptId(0, 0, 1), new AttemptId(0, 1, 1));
    }

    @Test
    void nobodyCommitsBeforeRecordAndIndexAreStored() {
        TestCluster cluster = cluster();
        cluster.advance(1_000);
        takeAll(cluster, 1);
        assertThat(cluster.actions).last().isInstanceOf(Action.VerifyCheckpoint.class);
        cluster.storeWorks = false;
        verified(cluster, 1, "");
        assertThat(cluster.sent(Message.CheckpointCompleted.class)).isEmpty();
        assertThat(cluster.report().checkpoints().latest()).isNull();
        cluster.storeWorks = true;
        cluster.pump();
        assertThat(cluster.store).containsKey("checkpoints/" + HaRecord.CheckpointRecord.key(TestCluster.JOB, 1));
        assertThat(cluster.sent(Message.CheckpointCompleted.class)).hasSize(2);
        assertThat(cluster.report().checkpoints().completed()).isEqualTo(1);
    }

    @Test
    void theOneBeforeIsDroppedOnlyWhenTheNextIsStored() {
        TestCluster cluster = cluster();
        complete(cluster);
        cluster.advance(1_000);
        takeAll(cluster, 2);
        cluster.storeWorks = false;
        verified(cluster, 2, "");
        assertThat(cluster.actions).noneMatch(Action.DropCheckpoint.class::isInstance);
        cluster.storeWorks = true;
        cluster.pump();
        assertThat(cluster.actions)
                .contains(new Action.DropCheckpoint(TestCluster.JOB, 1, "hazelcast:" + TestCluster.JOB + "/1"));
    }

    @Test
    void whatCannotBeReadDoesNotReplaceWhatCan() {
        TestCluster cluster = cluster();
        complete(cluster);
        cluster.advance(1_000);
        takeAll(cluster, 2);
        verified(cluster, 2, "part is torn");
        assertThat(cluster.report().checkpoints().latest().id()).isEqualTo(1);
        assertThat(cluster.report().checkpoints().history().get(0).failure()).isEqualTo("part is torn");
        cluster.fail(0, 0);
        cluster.advance(500);
        assertThat(cluster.executorOf(0, 0).deployments)
                .last()
                .extracting(deployment -> deployment.restore())
                .isEqualTo(new RestoreFrom(CheckpointKind.CHECKPOINT, "hazelcast:" + TestCluster.JOB + "/1", 1));
    }

    @Test
    void aDamagedCheckpointIsGivenUpForTheOneBeforeIfThatIsRetained() {
        TestCluster cluster = cluster(JobOptions.CHECKPOINT_RETAINED, "2");
        complete(cluster);
        assertThat(complete(cluster)).isEqualTo(2);
        int before = cluster.executorOf(0, 0).deployments.size();
        cluster.fail(0, 0, TaskFailure.of(TaskFailure.Kind.SNAPSHOT_DAMAGED, "part x is damaged"));
        cluster.advance(500);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.executorOf(0, 0)
                        .deployments
                        .subList(before, cluster.executorOf(0, 0).deployments.size()))
                .isNotEmpty()
                .allMatch(deployment -> deployment.restore().checkpointId() == 1);
        for (int v = 0; v < 2; v++)
            for (int s = 0; s < 2; s++)
                assertThat(cluster.attempt(v, s).attempt()).isEqualTo(2);
        assertThat(index(cluster).completed()).extracting(each -> each.id()).containsExactly(1L);
        assertThat(cluster.actions)
                .contains(new Action.DropCheckpoint(TestCluster.JOB, 2, "hazelcast:" + TestCluster.JOB + "/2"));
        assertThat(complete(cluster)).isGreaterThan(2);
    }

    @Test
    void aDamagedCheckpointWithNoneBeforeItFailsTheJobByName() {
        TestCluster cluster = cluster(JobOptions.CHECKPOINT_RETAINED, "2");
        complete(cluster);
        complete(cluster);
        cluster.fail(0, 0, TaskFailure.of(TaskFailure.Kind.SNAPSHOT_DAMAGED, "part x is damaged"));
        cluster.advance(500);
        cluster.fail(0, 0, TaskFailure.of(TaskFailure.Kind.SNAPSHOT_DAMAGED, "part y is damaged"));
        cluster.advance(500);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().rootCause().message()).contains("part y is damaged");
    }

    @Test
    void whatIsDamagedGoesOnlyOnceTheIndexSaysSo() {
        TestCluster cluster = cluster(JobOptions.CHECKPOINT_RETAINED, "2");
        complete(cluster);
        complete(cluster);
        cluster.storeWorks = false;
        cluster.fail(0, 0, TaskFailure.of(TaskFailure.Kind.SNAPSHOT_DAMAGED, "part x is damaged"));
        cluster.advance(500);
        assertThat(cluster.actions).noneMatch(Action.DropCheckpoint.class::isInstance);
        cluster.storeWorks = true;
        cluster.advance(500);
        assertThat(cluster.actions)
                .contains(new Action.DropCheckpoint(TestCluster.JOB, 2, "hazelcast:" + TestCluster.JOB + "/2"));
    }

    @Test
    void oneTaskThatDeclinesAbortsItForAllAndTheNextHasAnotherId() {
        TestCluster cluster = cluster();
        cluster.advance(1_000);
        take(cluster, 0, 0, 1);
        report(cluster, 1, 0, SnapshotReport.declined(cluster.attempt(1, 0), 1, "the disk is full", false));
        assertThat(cluster.sent(Message.CheckpointAborted.class)).hasSize(2);
        take(cluster, 1, 1, 1);
        assertThat(cluster.report().checkpoints().failed()).isEqualTo(1);
        cluster.advance(2_000);
        assertThat(triggered(cluster)).isEqualTo(2);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void moreFailedOnesInARowThanAreToleratedStartTheTasksOver() {
        TestCluster cluster =
                cluster(JobOptions.CHECKPOINT_TIMEOUT_MS, "300", JobOptions.CHECKPOINT_TOLERATED_FAILURES, "1");
        cluster.advance(1_350);
        assertThat(cluster.report().checkpoints().history().get(0).failure()).contains("not complete after 300 ms");
        assertThat(cluster.report().restarts()).isZero();
        cluster.advance(2_000);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.report().rootCause().message()).contains("2 checkpoints in a row failed");
    }

    @Test
    void nothingIsDeployedWhileItIsOpenWhatToGoBackTo() {
        TestCluster cluster = cluster();
        cluster.advance(1_000);
        takeAll(cluster, 1);
        cluster.storeWorks = false;
        verified(cluster, 1, "");
        int before = cluster.sent(Message.DeployTasks.class).size();
        cluster.fail(0, 0);
        cluster.advance(1_000);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(before);
        cluster.storeWorks = true;
        cluster.advance(100);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSizeGreaterThan(before);
        assertThat(cluster.executorOf(0, 0).deployments.get(1).restore().checkpointId())
                .isEqualTo(1);
    }

    @Test
    void aSuccessorTellsOfWhatWasStoredAndNotTold() {
        TestCluster cluster = cluster();
        cluster.advance(1_000);
        takeAll(cluster, 1);
        cluster.drops = message -> message instanceof Message.CheckpointCompleted;
        verified(cluster, 1, "");
        cluster.drops = message -> false;
        cluster.actions.clear();
        cluster.failover().advance(600);
        assertThat(cluster.sent(Message.CheckpointAborted.class)).isNotEmpty();
        assertThat(cluster.sent(Message.JobMasterBeat.class))
                .anyMatch(beat -> beat.completedCheckpoint() == 1)
                .allMatch(beat -> beat.completedCheckpoint() == 1);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(1);
        assertThat(triggered(cluster)).isGreaterThan(16);
        assertThat(index(cluster).completed()).hasSize(1);
    }

    @Test
    void aSavepointOutlivesTheJobMasterThatWasAsked() {
        TestCluster cluster = cluster();
        cluster.arrive(CLIENT, new Message.TriggerSavepoint("sp", TestCluster.JOB, CheckpointKind.SAVEPOINT, "/x"));
        cluster.pump();
        assertThat(cluster.toClient).hasAtLeastOneElementOfType(Message.SavepointAnswer.class);
        cluster.actions.clear();
        cluster.failover().advance(200);
        Message.TriggerCheckpoint trigger =
                cluster.sent(Message.TriggerCheckpoint.class).get(0);
        assertThat(trigger.kind()).isEqualTo(CheckpointKind.SAVEPOINT);
        assertThat(trigger.place()).startsWith("file:/x/savepoint-");
        takeAll(cluster, trigger.checkpointId());
        verified(cluster, trigger.checkpointId(), "");
        SavepointOperation done = cluster.report().checkpoints().operations().get(0);
        assertThat(done.state()).isEqualTo(SavepointOperation.State.COMPLETED);
        assertThat(done.place()).isEqualTo(trigger.place());
        assertThat(cluster.sent(Message.CheckpointCompleted.class)).isEmpty();
    }

    @Test
    void aJobStoppedByASavepointEndsOnlyWhenItsTasksHaveCommitted() {
        TestCluster cluster = cluster();
        cluster.arrive(CLIENT, new Message.TriggerSavepoint("stop", TestCluster.JOB, CheckpointKind.SUSPEND, "/x"));
        cluster.advance(200);
        long id = triggered(cluster);
        takeAll(cluster, id);
        verified(cluster, id, "");
        assertThat(cluster.sent(Message.CheckpointCompleted.class)).allMatch(Message.CheckpointCompleted::finish);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        cluster.dispatcherAnswers = false;
        cluster.finishAll(0).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        cluster.toClient.clear();
        cluster.arrive(CLIENT, new Message.QuerySavepoint("ask", TestCluster.JOB, "stop"));
        cluster.pump();
        assertThat(cluster.toClient).singleElement().satisfies(answer -> {
            SavepointOperation stop = ((Message.SavepointAnswer) answer).operation();
            assertThat(stop.state()).isEqualTo(SavepointOperation.State.COMPLETED);
            assertThat(stop.place()).startsWith("file:/x/savepoint-");
        });
        assertThat(cluster.actions)
                .noneMatch(action -> action instanceof Action.DropCheckpoint drop
                        && drop.place().startsWith("file:/x"));
    }

    @Test
    void aStopThatFailsStartsTheTasksOverSinceSourcesStandStill() {
        TestCluster cluster = cluster();
        cluster.arrive(CLIENT, new Message.TriggerSavepoint("stop", TestCluster.JOB, CheckpointKind.DRAIN, "/x"));
        cluster.advance(200);
        report(cluster, 0, 0, SnapshotReport.declined(cluster.attempt(0, 0), triggered(cluster), "read-only", false));
        cluster.advance(500);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        assertThat(cluster.report().checkpoints().operations().get(0).failure()).contains("read-only");
    }

    @Test
    void failuresAndRestartsOutliveTheJobMaster() {
        TestCluster cluster = cluster();
        cluster.fail(0, 1);
        cluster.advance(300);
        var before = cluster.report().failures();
        cluster.failover().advance(100);
        assertThat(before).hasSize(1);
        assertThat(cluster.report().failures()).isEqualTo(before);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.report().rootCause()).isEqualTo(before.get(0).failure());
    }

    @Test
    void aJobThatWasFailingGoesOnFailing() {
        TestCluster cluster = cluster();
        cluster.executors.values().forEach(executor -> executor.stops = false);
        cluster.fail(0, 1, TaskFailure.of(TaskFailure.Kind.PROGRAM, "no such class"));
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILING);
        cluster.executors.values().forEach(executor -> executor.stops = true);
        cluster.failover().advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().rootCause().message()).isEqualTo("no such class");
    }

    @Test
    void noTaskIsStoppedBeforeItIsStoredThatTheJobFails() {
        TestCluster cluster = cluster();
        cluster.storeWorks = false;
        cluster.fail(0, 1, TaskFailure.of(TaskFailure.Kind.PROGRAM, "no such class"));
        assertThat(cluster.sent(Message.CancelTasks.class)).isEmpty();
        cluster.storeWorks = true;
        cluster.pump();
        assertThat(cluster.sent(Message.CancelTasks.class)).isNotEmpty();
    }
}
