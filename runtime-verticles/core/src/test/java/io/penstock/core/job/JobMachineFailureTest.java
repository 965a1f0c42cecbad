// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static io.penstock.core.job.Graphs.graph;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobMachineFailureTest {
    private static JobGraph twoByTwo() {
        return graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .build();
    }

    /** Two chains that have nothing to do with each other. */
    private static Graphs twoChains() {
        return graph().vertex("source", 2).vertex("sink", 2).pipelined(0, 1, ExchangePattern.FORWARD);
    }

    private static JobGraph batch() {
        return graph().vertex("map", 2)
                .vertex("reduce", 2)
                .blocking(0, 1, ExchangePattern.HASH)
                .build();
    }

    @Test
    void aFailureLeavesOtherRegionsAlone() {
        var cluster = new TestCluster(twoChains().build()).workers(2, 1).start();
        cluster.fail(0, 1).advance(300);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(1);
        assertThat(cluster.subtask(0, 1).attempt()).isEqualTo(2);
        assertThat(cluster.subtask(1, 1).attempt()).isEqualTo(2);
    }

    @Test
    void theReportNamesAttemptsBeforeThePresentOnes() {
        JobGraph graph = graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .option("restart.sameFailuresMax", "1000")
                .build();
        var cluster = new TestCluster(graph).workers(2, 1).start();
        assertThat(cluster.report().past()).isEmpty();
        cluster.fail(1, 1).advance(300);
        assertThat(cluster.report().past())
                .as("one region, an entry for each of its vertices")
                .extracting(
                        JobReport.PastAttempt::vertex,
                        JobReport.PastAttempt::subtasks,
                        JobReport.PastAttempt::attempt,
                        JobReport.PastAttempt::failed)
                .containsExactlyInAnyOrder(tuple(0, 2, 1, 0), tuple(1, 2, 1, 1));
        for (JobReport.PastAttempt past : cluster.report().past()) {
            assertThat(past.endMs()).isGreaterThanOrEqualTo(past.startMs()).isPositive();
        }
        for (int again = 0; again < 120; again++) cluster.fail(1, 1).advance(100_000);
        assertThat(cluster.report().past()).hasSize(200);
        assertThat(cluster.report().past().get(0).attempt())
                .as("the newest first")
                .isEqualTo(cluster.subtask(0, 0).attempt() - 1);
    }

    @Test
    void withTheStrategyAllEverythingRestarts() {
        var cluster = new TestCluster(
                        twoChains().option("failover.strategy", "all").build())
                .workers(2, 1)
                .start();
        cluster.fail(0, 1).advance(300);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
    }

    @Test
    void aRestartedRegionGetsTheSlotsItHad() {
        var cluster = new TestCluster(twoChains().build()).workers(2, 1).start();
        NodeId before = cluster.subtask(0, 1).worker();
        cluster.fail(0, 1).advance(300);
        assertThat(cluster.subtask(0, 1).worker()).isEqualTo(before);
    }

    @Test
    void failuresThatComeTogetherAreOneFailure() {
        var cluster = new TestCluster(twoChains().build()).workers(1, 2).start();
        FakeExecutor executor = cluster.executor("w1");
        executor.tasks.replaceAll((attempt, report) -> new TaskReport(
                attempt, ExecutionState.FAILED, false, TaskFailure.of(TaskFailure.Kind.USER_CODE, "boom")));
        executor.send(List.copyOf(executor.tasks.keySet()));
        cluster.pump();
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.report().failures()).hasSize(1);
        cluster.advance(300);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void whenTheRestartStrategyGivesUpTheJobFailsWithBothReasons() {
        JobGraph graph = twoChains()
                .option("restart.strategy", "fixed-delay")
                .option("restart.attemptsMax", "1")
                .option("restart.delayMs", "10")
                .build();
        var cluster = new TestCluster(graph).workers(2, 1).start();
        cluster.fail(0, 0).advance(100).fail(0, 1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).isEqualTo("boom (all 1 restarts are used up)");
        assertThat(cluster.states(0)).containsExactly(ExecutionState.CANCELED, ExecutionState.FAILED);
    }

    @Test
    void theHistoryOfFailuresIsBoundedAndNewestFirst() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        for (int i = 0; i < 20; i++) {
            // Never twice the same: that would end the job.
            var failure = new TaskFailure(TaskFailure.Kind.USER_CODE, "Boom" + i, "boom " + i, "", null, null);
            cluster.fail(0, 0, failure).advance(61_000);
        }
        List<JobReport.FailureEntry> failures = cluster.report().failures();
        assertThat(failures).hasSize(JobConfig.DEFAULT.failuresMax());
        assertThat(failures.get(0).failure().message()).isEqualTo("boom 19");
        assertThat(failures.get(0).worker()).isNotNull();
    }

    @Test
    void aTaskThatDoesNotStopInTimeIsGivenUpWithItsSlot() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        FakeExecutor stuck = cluster.executorOf(1, 0);
        stuck.stops = false;
        var slot = stuck.held.firstKey();
        cluster.fail(0, 1).advance(29_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        cluster.advance(2_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(stuck.held).doesNotContainKey(slot);
        assertThat(cluster.executors.values())
                .noneMatch(e -> e.placed.containsKey(cluster.attempt(1, 0))
                        && e.placed.get(cluster.attempt(1, 0)).equals(slot));
    }

    @Test
    void aLostCancelIsRepeatedUntilTheTaskHasEnded() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.drops = Message.CancelTasks.class::isInstance;
        cluster.fail(0, 0).advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        cluster.drops = message -> false;
        cluster.advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aLostDeploymentIsRepeated() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1);
        cluster.drops = Message.DeployTasks.class::isInstance;
        cluster.start();
        assertThat(cluster.states(0)).containsOnly(ExecutionState.DEPLOYING);
        cluster.drops = message -> false;
        cluster.advance(1_100);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(1);
    }

    @Test
    void reportsThatComeTwiceOrLateChangeNothing() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.fail(0, 0).advance(300);
        long ignored = cluster.machine.ignored();
        cluster.executor("w1").report(new AttemptId(0, 0, 1), ExecutionState.FAILED);
        cluster.executor("w2").report(new AttemptId(7, 0, 1), ExecutionState.FAILED);
        cluster.executor("w2").report(cluster.attempt(0, 0), ExecutionState.FAILED);
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.machine.ignored()).isEqualTo(ignored + 3);
    }

    @Test
    void anOldAttemptThatStillLivesIsStopped() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.fail(0, 0).advance(300);
        var old = new AttemptId(0, 0, 1);
        cluster.executor("w1").report(old, ExecutionState.RUNNING);
        cluster.pump();
        assertThat(cluster.executor("w1").live(old)).isFalse();
    }

    @Test
    void aTaskThatItsExecutorStoppedUnaskedHasFailed() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.executor("w1").report(new AttemptId(0, 0, 1), ExecutionState.CANCELED);
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        assertThat(cluster.report().rootCause().message()).contains("was stopped by its executor");
    }

    @Test
    void aTaskThatItsExecutorForgotIsFoundOutByTheBeat() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.executor("w1").tasks.remove(new AttemptId(0, 0, 1));
        cluster.advance(3_000);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aSlotThatIsNoGoodIsNotUsedAgain() {
        var cluster = new TestCluster(twoChains().build()).workers(2, 2).start();
        var bad = cluster.executorOf(0, 0).placed.get(cluster.attempt(0, 0));
        cluster.fail(0, 0, TaskFailure.of(TaskFailure.Kind.DEPLOYMENT, "no memory"))
                .advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.executorOf(0, 0).placed.get(cluster.attempt(0, 0))).isNotEqualTo(bad);
        assertThat(cluster.executors.values()).noneMatch(executor -> executor.held.containsKey(bad));
    }

    @Test
    void aSilentWorkerIsGivenUpWithoutAnyHint() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        cluster.kill("w1").advance(2_500);
        assertThat(cluster.report().restarts()).isZero();
        cluster.advance(1_500);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.report().rootCause().kind()).isEqualTo(TaskFailure.Kind.WORKER_LOST);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void afterAPauseOfItsOwnNobodysSilenceCounts() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.nowMs += 60_000;
        cluster.pump().advance(2_000);
        assertThat(cluster.report().restarts()).isZero();
        cluster.feed(new Event.MemberLeft(new NodeId("w1"), "gone"));
        cluster.nowMs += 60_000;
        cluster.feed(new Event.TimerFired("ask/w1"));
        cluster.pump().advance(2_000);
        assertThat(cluster.report().restarts()).isZero();
    }

    @Test
    void theResourceManagersWordIsAHintToo() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        cluster.kill("w2");
        cluster.fromLeader(
                Role.RESOURCE_MANAGER, new Message.WorkerLost(TestCluster.token(0), new NodeId("w2"), "no beats"));
        cluster.advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.report().rootCause().message()).contains("no beats, and it did not answer within 300 ms");
    }

    @Test
    void aWorkerThatComesBackIsUsedOnlyAfterItsOldTasksHaveStopped() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        FakeExecutor back = cluster.executor("w1");
        back.stops = false;
        cluster.drops = message -> message instanceof Message.JobMasterBeatAnswer answer
                && answer.worker().equals(back.info.node());
        cluster.memberLeft("w1").advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        cluster.drops = message -> false;
        var slot = back.held.firstKey();
        back.held.clear();
        back.offer(new AllocationId(slot + "-again"), TestCluster.any());
        cluster.advance(3_000);
        assertThat(back.live()).isEqualTo(2);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        back.stops = true;
        cluster.advance(5_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(back.live()).isEqualTo(2);
        assertThat(back.live(new AttemptId(0, 0, 1))).isFalse();
    }

    @Test
    void aMissingPartitionRunsItsProducerAgain() {
        var cluster = new TestCluster(batch()).workers(2, 1).start();
        cluster.finishAll(0);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.RUNNING);
        var gone = new TaskFailure(
                TaskFailure.Kind.PARTITION_MISSING, "", "partition is gone", "", null, new PartitionId(0, 1, 1));
        cluster.fail(1, 0, gone).advance(300);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(1);
        assertThat(cluster.subtask(0, 1).attempt()).isEqualTo(2);
        assertThat(cluster.state(0, 1)).isEqualTo(ExecutionState.RUNNING);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.CREATED);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        cluster.finishAll(0).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.subtask(1, 0).attempt()).isEqualTo(2);
    }

    @Test
    void aWorkerThatTakesNeededPartitionsWithItCausesThemToBeMadeAgain() {
        var cluster = new TestCluster(batch()).workers(2, 1).start();
        cluster.finish(0, 0);
        String first = cluster.subtask(0, 0).worker().value();
        cluster.kill(first).memberLeft(first).advance(1_000);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        assertThat(cluster.state(0, 1)).isEqualTo(ExecutionState.RUNNING);
        cluster.finishAll(0).finishAll(0).finishAll(1).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void aFailureWhileTheJobIsBeingCancelledIsNoFailure() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.executors.values().forEach(executor -> executor.stops = false);
        cluster.arrive(Endpoint.of(TestCluster.LEADER, Role.DISPATCHER), new Message.CancelJob("r", TestCluster.JOB));
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELING);
        cluster.fail(0, 0);
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELING);
        cluster.executors.values().forEach(executor -> executor.stops = true);
        cluster.advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELED);
        assertThat(cluster.report().restarts()).isZero();
    }

    @Test
    void nothingIsDeployedUnderAnAttemptNumberThatIsNotStored() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.storeWorks = false;
        cluster.fail(0, 0).advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(2);
        cluster.storeWorks = true;
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(4);
    }
}
