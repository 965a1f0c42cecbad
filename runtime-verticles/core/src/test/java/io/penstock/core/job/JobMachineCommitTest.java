// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static io.penstock.core.job.Graphs.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.TaskFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Output becomes visible once, or the job says that it cannot tell. */
class JobMachineCommitTest {
    private static final TaskFailure DISK = TaskFailure.of(TaskFailure.Kind.USER_CODE, "disk is full");

    private static JobGraph twoChains() {
        return graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.FORWARD)
                .build();
    }

    /** Both sources have finished, both sinks have prepared; commits get lost on the way to those workers. */
    private static TestCluster committing(JobGraph graph, String... cutOff) {
        var cluster = new TestCluster(graph).workers(2, 1).start();
        cluster.finishAll(0);
        for (String each : cutOff) cluster.executor(each).deaf = Message.CommitTasks.class;
        for (int s = 0; s < 2; s++) cluster.executorOf(1, s).reportPrepared(cluster.attempt(1, s));
        return cluster.pump();
    }

    @Test
    void aTaskThatCannotCommitRestartsItsRegionButNotThoseThatHaveCommitted() {
        var cluster = committing(twoChains(), "w2");
        cluster.executor("w2").fail(new AttemptId(1, 1, 1), DISK);
        cluster.advance(300);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(1, 0).attempt()).isEqualTo(1);
        assertThat(cluster.subtask(1, 1).attempt()).isEqualTo(2);
        cluster.executor("w2").deaf = null;
        cluster.finish(0, 1);
        cluster.executor("w2").reportPrepared(new AttemptId(1, 1, 2));
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(cluster.executor("w1").committed).containsOnly(new AttemptId(1, 0, 1));
    }

    @Test
    void aRepeatedReportOfACommitDoesNotHoldUpTheOthers() {
        var cluster = committing(twoChains(), "w2");
        cluster.executor("w1").send(List.of(new AttemptId(1, 0, 1)));
        cluster.executor("w2").deaf = null;
        cluster.advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void aRegionThatIsPartlyVisibleDoesNotRunAgain() {
        var graph = graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .build();
        var cluster = committing(graph, "w2");
        cluster.executor("w2").fail(new AttemptId(1, 1, 1), DISK);
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason())
                .isEqualTo("disk is full (region-0 cannot run again, since its output is, or may be, visible already)");
    }

    @Test
    void aWorkerThatIsLostWithACommitOnItsWayMayHaveCommitted() {
        var cluster = committing(twoChains(), "w2");
        cluster.kill("w2").memberLeft("w2").advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).contains("is lost").contains("may be, visible");
    }

    @Test
    void aWorkerThatIsLostBeforeAnyCommitCausesARestart() {
        var cluster = new TestCluster(twoChains()).workers(3, 1).start();
        cluster.finishAll(0);
        cluster.executorOf(1, 1).reportPrepared(cluster.attempt(1, 1));
        cluster.kill("w2").memberLeft("w2").advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.subtask(1, 1).attempt()).isEqualTo(2);
    }

    @Test
    void aCommitThatCrossesTheOrderToStopCounts() {
        var graph = graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .build();
        var cluster = committing(graph, "w1", "w2");
        cluster.executor("w1").stops = false;
        cluster.executor("w2").fail(new AttemptId(1, 1, 1), DISK);
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        cluster.finish(1, 0).advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).startsWith("a task committed while it was being stopped");
    }

    @Test
    void partitionsThatAreLostWhenAllInputIsProcessedAreNotMissed() {
        var graph = graph().vertex("map", 1)
                .vertex("sink", 1, "other", ResourceProfile.of(1, 0))
                .blocking(0, 1, ExchangePattern.FORWARD)
                .build();
        var cluster = new TestCluster(graph).workers(2, 1).start();
        String producer = cluster.subtask(0, 0).worker().value();
        cluster.finish(0, 0).advance(600);
        FakeExecutor sink = cluster.executorOf(1, 0);
        assertThat(sink.info.node()).isNotEqualTo(new NodeId(producer));
        sink.deaf = Message.CommitTasks.class;
        sink.reportPrepared(cluster.attempt(1, 0));
        cluster.pump().kill(producer).memberLeft(producer).advance(1_000);
        assertThat(cluster.report().restarts()).isZero();
        sink.deaf = null;
        cluster.advance(600);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void aSuccessorThatFindsARegionPartlyVisibleDoesNotRunItAgain() {
        var graph = graph().vertex("source", 2)
                .vertex("sink", 2)
                .pipelined(0, 1, ExchangePattern.HASH)
                .build();
        var cluster = committing(graph, "w2");
        cluster.kill("w2").failover().memberLeft("w2").advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason())
                .isEqualTo("v1[1] was lost while the job committed: its output is, or may be, visible already");
    }

    @Test
    void aSuccessorThatFindsNobodyWhoKnowsOfTheCommitDoesNotRunTheJobAgain() {
        var cluster = committing(twoChains());
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        cluster = committing(twoChains(), "w2");
        cluster.kill("w1").kill("w2").workers(2, 1).failover().advance(11_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).startsWith("v1[0] was lost while the job committed");
    }

    @Test
    void aSuccessorMissesNoTaskThatHadFinishedWithoutACommit() {
        var graph = graph().vertex("source", 1)
                .vertex("sink", 1, "other", ResourceProfile.of(1, 0))
                .blocking(0, 1, ExchangePattern.FORWARD)
                .build();
        var cluster = new TestCluster(graph).workers(2, 1).start();
        String producer = cluster.subtask(0, 0).worker().value();
        cluster.finish(0, 0).advance(600);
        FakeExecutor sink = cluster.executorOf(1, 0);
        assertThat(sink.info.node()).isNotEqualTo(new NodeId(producer));
        sink.deaf = Message.CommitTasks.class;
        sink.reportPrepared(cluster.attempt(1, 0));
        cluster.pump().kill(producer).failover().memberLeft(producer);
        sink.deaf = null;
        cluster.advance(11_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(sink.committed).containsOnly(new AttemptId(1, 0, 1));
    }

    @Test
    void nobodyIsToldToCommitBeforeThatIsStored() {
        var cluster = new TestCluster(twoChains()).workers(2, 1).start();
        cluster.finishAll(0);
        cluster.storeWorks = false;
        for (int s = 0; s < 2; s++) cluster.executorOf(1, s).reportPrepared(cluster.attempt(1, s));
        cluster.pump();
        assertThat(cluster.sent(Message.CommitTasks.class)).isEmpty();
        cluster.storeWorks = true;
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }
}
