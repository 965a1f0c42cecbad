// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static io.penstock.core.job.Graphs.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import org.junit.jupiter.api.Test;

/** What a JobMaster makes of what an earlier one left. */
class JobMachineTakeoverTest {
    private static JobGraph twoByTwo() {
        return graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .build();
    }

    private static JobGraph batch() {
        return graph().vertex("map", 2)
                .vertex("reduce", 2)
                .blocking(0, 1, ExchangePattern.HASH)
                .build();
    }

    @Test
    void nothingIsScheduledBeforeEveryWorkerHasReported() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        cluster.drops = message -> message instanceof Message.ExecutorReport report
                && report.worker().name().equals("w2");
        cluster.failover().advance(5_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.CREATED);
        assertThat(cluster.report().reason()).contains("report of worker w2");
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(2);
        cluster.drops = message -> false;
        cluster.advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 1).attempt()).isEqualTo(1);
    }

    @Test
    void aWorkerThatIsGoneIsWaitedForOnlyUntilItIsGivenUp() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        cluster.kill("w2").failover().advance(8_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.CREATED);
        cluster.advance(2_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.RUNNING);
    }

    @Test
    void aHintShortensTheWait() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        cluster.kill("w2").failover().memberLeft("w2").advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
    }

    @Test
    void aRegionThatWasSentOutOnlyInPartStartsOver() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1);
        cluster.drops = message -> message instanceof Message.DeployTasks deploy
                && deploy.deployment().tasks().get(0).attempt().subtask() == 1;
        cluster.start();
        cluster.drops = message -> false;
        cluster.failover().advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        assertThat(cluster.report().restarts()).as("that was nobody's failure").isZero();
    }

    @Test
    void anInterruptedRestartGoesOn() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.fail(0, 0);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        cluster.failover().advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(1, 1).attempt()).isEqualTo(2);
    }

    @Test
    void aFailureThatNobodyDealtWithIsDealtWith() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        var attempt = new AttemptId(0, 0, 1);
        var failure = TaskFailure.of(TaskFailure.Kind.PROGRAM, "no such class");
        cluster.executorOf(0, 0).tasks.put(attempt, new TaskReport(attempt, ExecutionState.FAILED, false, failure));
        cluster.failover().advance(100);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).isEqualTo("no such class");
    }

    @Test
    void attemptNumbersGrowAlsoWhenWhoKnewThemIsGone() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.fail(0, 0).advance(300);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        cluster.kill("w1").kill("w2").workers(2, 1).failover().advance(11_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(3);
    }

    @Test
    void producersWhosePartitionsAreThereAreNotRunAgain() {
        var cluster = new TestCluster(batch()).workers(2, 1).start();
        cluster.executors.values().forEach(executor -> addPartitions(cluster, executor));
        cluster.finishAll(0);
        cluster.failover().advance(100);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.FINISHED);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.subtask(1, 0).attempt()).isEqualTo(1);
        cluster.finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void producersWhosePartitionsAreGoneRunAgainAndSoDoTheirReaders() {
        var cluster = new TestCluster(batch()).workers(2, 1).start();
        cluster.executors.values().forEach(executor -> addPartitions(cluster, executor));
        cluster.finishAll(0);
        cluster.executorOf(0, 0).partitions.clear();
        cluster.failover().advance(100);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        assertThat(cluster.subtask(0, 1).attempt()).isEqualTo(1);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.CREATED);
        cluster.finishAll(0).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void producersWhosePartitionsNobodyNeedsAnyMoreAreNotRunAgain() {
        var cluster = new TestCluster(graph().vertex("map", 2)
                        .vertex("reduce", 1)
                        .blocking(0, 1, ExchangePattern.HASH)
                        .build())
                .workers(2, 1)
                .start();
        cluster.executors.values().forEach(executor -> addPartitions(cluster, executor));
        cluster.finishAll(0);
        assertThat(cluster.executorOf(1, 0))
                .as("who reports first")
                .isSameAs(cluster.executors.values().iterator().next());
        cluster.drops = Message.TaskReports.class::isInstance;
        cluster.finish(1, 0);
        cluster.executors.values().forEach(executor -> executor.partitions.clear());
        cluster.drops = message -> false;
        cluster.failover().advance(100);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.subtask(0, 1).attempt()).isEqualTo(1);
    }

    private static void addPartitions(TestCluster cluster, FakeExecutor executor) {
        for (AttemptId attempt : executor.tasks.keySet()) {
            executor.partitions.add(new PartitionId(0, attempt.subtask(), attempt.attempt()));
        }
        assertThat(cluster.executors).containsValue(executor);
    }

    @Test
    void preparedTasksAreCommittedByTheSuccessor() {
        var cluster =
                new TestCluster(graph().vertex("sink", 2).build()).workers(2, 1).start();
        cluster.executorOf(0, 0).reportPrepared(cluster.attempt(0, 0));
        cluster.pump().failover();
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        cluster.executorOf(0, 1).reportPrepared(cluster.attempt(0, 1));
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void aCancelThatWasRequestedBeforeIsCarriedOut() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        var record = (HaRecord.JobRecord) cluster.store.get("jobs/" + TestCluster.JOB);
        cluster.store.put("jobs/" + TestCluster.JOB, cluster.record(record.graph(), true, 1));
        cluster.failover().advance(100);
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELED);
        assertThat(cluster.executors.values()).allMatch(executor -> executor.released);
    }

    @Test
    void aResultThatIsStoredIsToldAndNothingRunsAgain() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1);
        cluster.dispatcherAnswers = false;
        cluster.start().finishAll(0).finishAll(1);
        assertThat(cluster.retired).isNull();
        int told = cluster.sent(Message.JobEnded.class).size();
        cluster.dispatcherAnswers = true;
        cluster.failover();
        assertThat(cluster.sent(Message.JobEnded.class)).hasSize(told + 1);
        assertThat(cluster.retired).isNotNull();
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(2);
    }

    @Test
    void whoseSuccessorHasFencedTheResultStoresNoneAndTellsNobody() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.finishAll(0).finish(1, 0);
        cluster.storeWorks = false;
        cluster.finish(1, 1);
        Action last = cluster.actions.get(cluster.actions.size() - 1);
        assertThat(last).isInstanceOfSatisfying(Action.Persist.class, write -> {
            assertThat(write.record()).isInstanceOf(HaRecord.JobResultRecord.class);
            cluster.feed(new Event.PersistRefused(write.record(), TestCluster.token(2)));
        });
        assertThat(cluster.retired).isEqualTo("a JobMaster with token 1.2 has written");
        assertThat(cluster.store).doesNotContainKey("results/" + TestCluster.JOB);
        assertThat(cluster.actions)
                .noneMatch(action -> action instanceof Action.Send send && send.message() instanceof Message.JobEnded);
    }

    @Test
    void aSuccessorShutsItsPredecessorOutBeforeItLooksForAResult() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.actions.clear();
        cluster.failover();
        assertThat(cluster.actions)
                .filteredOn(action -> action instanceof Action.Load
                        || action instanceof Action.Persist
                        || action instanceof Action.Fence)
                .containsExactly(
                        new Action.Load("jobs", TestCluster.JOB.value()),
                        new Action.Fence("attempts", TestCluster.JOB.value(), TestCluster.token(2)),
                        new Action.Fence("checkpoint-indexes", TestCluster.JOB.value(), TestCluster.token(2)),
                        new Action.Fence("results", TestCluster.JOB.value(), TestCluster.token(2)));
    }

    @Test
    void aWorkerThatJoinsMeanwhileIsAskedToo() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.drops = message -> message instanceof Message.ExecutorReport report
                && report.worker().name().equals("w2");
        cluster.failover();
        cluster.worker("w3", 1);
        cluster.feed(new Event.MemberJoined(TestCluster.member(new NodeId("w3"))));
        cluster.pump();
        assertThat(cluster.sent(Message.RequestReport.class)).hasSize(3);
    }

    @Test
    void aNewerRecordMakesAnOldJobMasterGo() {
        var cluster = new TestCluster(twoByTwo()).workers(1, 2);
        var record = (HaRecord.JobRecord) cluster.store.get("jobs/" + TestCluster.JOB);
        cluster.store.put("jobs/" + TestCluster.JOB, cluster.record(record.graph(), false, 7));
        cluster.start();
        assertThat(cluster.retired).isEqualTo("the job has a JobMaster with token 1.7");
    }
}
