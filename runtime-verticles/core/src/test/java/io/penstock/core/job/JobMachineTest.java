// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static io.penstock.core.job.Graphs.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskFailure;
import org.junit.jupiter.api.Test;

class JobMachineTest {
    /** source -> all to all -> sink, all in one region and two slots. */
    private static JobGraph twoByTwo() {
        return graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .build();
    }

    @Test
    void aJobIsDeployedWithOneMessagePerExecutorAndRuns() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(2);
        Deployment deployment = cluster.executor("w1").deployments.get(0);
        assertThat(deployment.tasks()).hasSize(2);
        assertThat(deployment.placements()).hasSize(2);
        assertThat(deployment.placements().get(1).workers()).containsExactly(0, 1);
    }

    @Test
    void aJobFinishesIsStoredAndLeavesNothingBehind() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.finishAll(0).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.retired).isEqualTo("the job has ended and its result is known");
        assertThat(cluster.store).containsOnlyKeys("results/" + TestCluster.JOB);
        assertThat(cluster.executors.values()).allMatch(e -> e.released && e.held.isEmpty());
    }

    @Test
    void aCancelledJobStopsItsTasksAndEndsCanceled() {
        var cluster = new TestCluster(twoByTwo()).workers(1, 2).start();
        cluster.arrive(Endpoint.of(TestCluster.LEADER, Role.DISPATCHER), new Message.CancelJob("r", TestCluster.JOB));
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELED);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.CANCELED);
        assertThat(cluster.retired).isNotNull();
    }

    @Test
    void aFailedTaskRestartsItsRegionWithHigherAttempts() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.fail(0, 1);
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        assertThat(cluster.report().reason()).contains("restarts one region at").contains("boom");
        cluster.advance(200);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(1, 0).attempt()).isEqualTo(2);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.report().restarts()).isEqualTo(1);
        assertThat(cluster.store.get("attempts/" + TestCluster.JOB))
                .isInstanceOfSatisfying(HaRecord.AttemptRecord.class, stored -> {
                    assertThat(stored.highest()).isEqualTo(2);
                    assertThat(stored.restarts()).isEqualTo(1);
                    assertThat(stored.failures()).isEqualTo(cluster.report().failures());
                    assertThat(stored.failing()).isEmpty();
                });
    }

    @Test
    void aFatalFailureEndsTheJobAtOnce() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.fail(0, 0, TaskFailure.of(TaskFailure.Kind.PROGRAM, "no such class"));
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).isEqualTo("no such class");
        assertThat(cluster.report().rootCause()).isNotNull();
    }

    @Test
    void aKilledWorkerIsReplacedAfterTheHintIsNotRefuted() {
        var cluster = new TestCluster(twoByTwo()).workers(3, 1).start();
        cluster.kill("w1").memberLeft("w1");
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        cluster.advance(900);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(2);
        assertThat(cluster.executor("w3").live()).isEqualTo(2);
    }

    @Test
    void aFalseHintChangesNothing() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.memberLeft("w1").advance(2_000);
        assertThat(cluster.report().restarts()).isZero();
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(1);
    }

    @Test
    void aSuccessorAdoptsWhatRunsAndRestartsNothing() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.failover();
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.subtask(0, 0).attempt()).isEqualTo(1);
        cluster.advance(3_000).finishAll(0).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(2);
    }

    @Test
    void aJobThatNeedsMoreSlotsThanExistSaysSoAndRunsWhenTheyCome() {
        var cluster = new TestCluster(twoByTwo()).workers(1, 1).start();
        assertThat(cluster.status()).isEqualTo(JobStatus.CREATED);
        assertThat(cluster.report().reason()).isEqualTo("needs 2 slots, 1 exist, 0 free");
        cluster.workers(1, 1).advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.report().reason()).isEmpty();
    }

    @Test
    void consumersOfABlockingExchangeStartWhenAllProducersHaveFinished() {
        var batch = graph().vertex("map", 2)
                .vertex("reduce", 2)
                .blocking(0, 1, ExchangePattern.HASH)
                .build();
        var cluster = new TestCluster(batch).workers(1, 2).start();
        assertThat(cluster.states(1)).containsOnly(ExecutionState.CREATED);
        cluster.finish(0, 0);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.CREATED);
        cluster.finish(0, 1);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.RUNNING);
        cluster.finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.sent(Message.ReleasePartitions.class)).hasSize(1);
    }

    @Test
    void aStaleAnswerWithAHigherTokenRetiresTheMachine() {
        var cluster = new TestCluster(twoByTwo()).workers(2, 1).start();
        cluster.arrive(
                Endpoint.of(new NodeId("w1"), Role.TASK_EXECUTOR),
                new Message.Stale(TestCluster.token(9), TestCluster.JOB));
        cluster.pump();
        assertThat(cluster.retired).isEqualTo("the job has a JobMaster with token 1.9");
    }
}
