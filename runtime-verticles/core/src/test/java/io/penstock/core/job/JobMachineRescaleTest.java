// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobReport.Rescale;
import io.penstock.core.message.JobReport.RescaleState;
import io.penstock.core.message.JobScale;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.ParallelismRange;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobMachineRescaleTest {
    private static final Endpoint CLIENT = new Endpoint(new NodeId("client"), Role.CLIENT, null);

    private static TestCluster cluster(int slots) {
        Graphs graph = new Graphs().vertex("source", 2).vertex("sink", 2).pipelined(0, 1, ExchangePattern.HASH);
        return new TestCluster(graph.build()).workers(1, slots).start();
    }

    private static ParallelismRange range(int vertex, int lower, int upper) {
        return new ParallelismRange(String.format("%032x", vertex), lower, upper);
    }

    private static List<ParallelismRange> all(int lower, int upper) {
        return List.of(range(0, lower, upper), range(1, lower, upper));
    }

    private static TestCluster ask(TestCluster cluster, String id, List<ParallelismRange> ranges) {
        cluster.arrive(CLIENT, new Message.RescaleJob(id, TestCluster.JOB, ranges));
        return cluster.pump();
    }

    private static List<Message.RescaleAnswer> answers(TestCluster cluster) {
        return cluster.sent(Message.RescaleAnswer.class);
    }

    private static String refusal(TestCluster cluster) {
        List<Message.RescaleAnswer> answers = answers(cluster);
        assertThat(answers).hasSize(1);
        Refusal refusal = answers.get(0).refusal();
        return refusal == null ? "granted" : refusal.code() + ": " + refusal.message();
    }

    private static void checkpoint(TestCluster cluster) {
        List<Message.TriggerCheckpoint> sent = cluster.sent(Message.TriggerCheckpoint.class);
        assertThat(sent).isNotEmpty();
        long id = sent.get(sent.size() - 1).checkpointId();
        for (int v = 0; v < 2; v++) {
            for (int s = 0; s < cluster.states(v).size(); s++) part(cluster, v, s, id);
        }
        cluster.feed(new Event.CheckpointVerified(TestCluster.JOB, id, ""));
    }

    private static void part(TestCluster cluster, int vertex, int subtask, long id) {
        if (cluster.state(vertex, subtask) != ExecutionState.RUNNING) return;
        AttemptId attempt = cluster.attempt(vertex, subtask);
        NodeId node = cluster.executorOf(vertex, subtask).info.node();
        var ref = new SnapshotRef(new SubtaskId(vertex, subtask), "part", 10, 1);
        var report = new SnapshotReport(attempt, id, ref, "", false, 1, 1, 1);
        cluster.arrive(
                Endpoint.of(node, Role.TASK_EXECUTOR),
                new Message.SnapshotReports(TestCluster.JOB, node, 1, List.of(report)));
        cluster.pump();
    }

    private static Rescale latest(TestCluster cluster) {
        assertThat(cluster.report().rescales()).isNotEmpty();
        return cluster.report().rescales().get(0);
    }

    private static JobScale scale(TestCluster cluster) {
        var record = (HaRecord.AttemptRecord) cluster.store.get("attempts/" + TestCluster.JOB);
        assertThat(record).isNotNull();
        assertThat(record.scale()).isNotNull();
        return record.scale();
    }

    private static Deployment deployed(TestCluster cluster) {
        List<Message.DeployTasks> sent = cluster.sent(Message.DeployTasks.class);
        return sent.get(sent.size() - 1).deployment();
    }

    @Test
    void aRunningJobGoesOnWithAnotherParallelismFromACheckpointTakenForIt() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        assertThat(answers(cluster)).isEmpty();
        assertThat(cluster.sent(Message.CancelTasks.class)).isEmpty();
        checkpoint(cluster);
        cluster.pump();
        assertThat(refusal(cluster)).isEqualTo("granted");
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.RUNNING).hasSize(4);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.RUNNING).hasSize(4);
        Deployment deployed = deployed(cluster);
        assertThat(deployed.parallelism()).containsExactly(4, 4);
        assertThat(deployed.fingerprint()).as("the program's own").isEqualTo("f");
        assertThat(deployed.restore()).isNotNull();
        assertThat(latest(cluster).state()).isEqualTo(RescaleState.COMPLETED);
        assertThat(latest(cluster).from()).containsExactly(2, 2);
        assertThat(scale(cluster)).isEqualTo(new JobScale(2, List.of(4, 4), List.of(2, 2)));
        assertThat(cluster.attempt(0, 3)).isEqualTo(new AttemptId(0, 3, 2));
        assertThat(cluster.report().past()).as("the attempts before").hasSize(2);
        assertThat(cluster.report().restarts()).isZero();
    }

    @Test
    void slotsThatAreNotNeededAnyMoreAreGivenBack() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 1));
        checkpoint(cluster);
        cluster.pump().advance(12_000);
        assertThat(cluster.states(0)).containsExactly(ExecutionState.RUNNING);
        assertThat(cluster.executor("w1").held).hasSize(1);
    }

    @Test
    void noTaskIsStoppedBeforeTheNewParallelismIsStored() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        cluster.pump();
        checkpoint(cluster);
        cluster.pump();
        cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        List<Action> before = cluster.actions;
        checkpoint(cluster);
        cluster.pump();
        int stored = index(
                before,
                action -> action instanceof Action.Persist p
                        && p.record() instanceof HaRecord.AttemptRecord record
                        && record.scale() != null);
        int stopped = index(
                before, action -> action instanceof Action.Send send && send.message() instanceof Message.CancelTasks);
        assertThat(stored).isPositive().isLessThan(stopped);
    }

    private static int index(List<Action> actions, java.util.function.Predicate<Action> which) {
        for (int i = 0; i < actions.size(); i++) if (which.test(actions.get(i))) return i;
        return -1;
    }

    @Test
    void aSuccessorGoesOnWithWhatWasStoredAndStopsWhatIsLeftBefore() {
        TestCluster cluster = cluster(4);
        cluster.executors.values().forEach(executor -> executor.stops = false);
        ask(cluster, "r1", all(1, 4));
        checkpoint(cluster);
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        assertThat(cluster.report().reason()).isEqualTo("is being rescaled from parallelism [2, 2] to [4, 4]");
        cluster.failover().advance(600);
        assertThat(cluster.states(0)).as("still the old tasks").hasSize(2).containsOnly(ExecutionState.CANCELING);
        cluster.executors.values().forEach(executor -> executor.stops = true);
        cluster.advance(1_000);
        assertThat(cluster.states(0)).hasSize(4).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(cluster.attempt(0, 0).attempt())
                .as("no number is used twice")
                .isEqualTo(3);
        assertThat(deployed(cluster).parallelism()).containsExactly(4, 4);
    }

    @Test
    void aTaskOfTheParallelismBeforeThatHasFinishedIsNothingToASuccessor() {
        Graphs graph = new Graphs().vertex("left", 2).vertex("right", 2);
        TestCluster cluster = new TestCluster(graph.build()).workers(1, 4).start();
        cluster.executors.values().forEach(executor -> executor.stops = false);
        ask(cluster, "r1", List.of(range(1, 1, 4)));
        checkpoint(cluster);
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.RESTARTING);
        FakeExecutor executor = cluster.executor("w1");
        cluster.drops = Message.TaskReports.class::isInstance;
        executor.report(new AttemptId(1, 0, 1), ExecutionState.FINISHED);
        executor.report(new AttemptId(1, 1, 1), ExecutionState.CANCELED);
        executor.report(new AttemptId(0, 0, 1), ExecutionState.CANCELED);
        executor.report(new AttemptId(0, 1, 1), ExecutionState.CANCELED);
        cluster.drops = message -> false;
        cluster.failover().advance(1_000);
        assertThat(cluster.states(1)).hasSize(4).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.attempt(1, 0).attempt()).isEqualTo(3);
    }

    @Test
    void aSuccessorOfARescaledJobTakesItsTasksOver() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 3));
        checkpoint(cluster);
        cluster.pump();
        int deployments = cluster.sent(Message.DeployTasks.class).size();
        cluster.failover().advance(2_000);
        assertThat(cluster.states(0)).hasSize(3).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.sent(Message.DeployTasks.class)).hasSize(deployments);
    }

    @Test
    void aSuccessorKnowsNothingOfARescaleThatWasNotStored() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        cluster.storeWorks = false;
        checkpoint(cluster);
        cluster.pump();
        assertThat(answers(cluster)).isEmpty();
        cluster.storeWorks = true;
        cluster.failover().advance(2_000);
        assertThat(cluster.states(0)).hasSize(2).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.attempt(0, 0).attempt()).isEqualTo(1);
    }

    @Test
    void whatAJobFailsOfDuringARescaleIsDealtWithAfterIt() {
        TestCluster cluster = cluster(4);
        cluster.executors.values().forEach(executor -> executor.stops = false);
        ask(cluster, "r1", all(1, 4));
        checkpoint(cluster);
        cluster.pump();
        cluster.fail(0, 1, TaskFailure.of(TaskFailure.Kind.USER_CODE, "boom"));
        assertThat(cluster.report().restarts()).isZero();
        cluster.executors.values().forEach(executor -> executor.stops = true);
        cluster.advance(1_000);
        assertThat(cluster.states(1)).hasSize(4).containsOnly(ExecutionState.RUNNING);
    }

    @Test
    void aWorkerLostDuringARescaleCostsItsSlotsAndNoFailure() {
        Graphs graph = new Graphs().vertex("source", 2).vertex("sink", 2).pipelined(0, 1, ExchangePattern.HASH);
        TestCluster cluster = new TestCluster(graph.build()).workers(2, 2).start();
        cluster.executors.values().forEach(executor -> executor.stops = false);
        ask(cluster, "r1", all(1, 4));
        checkpoint(cluster);
        cluster.pump();
        cluster.kill("w2").memberLeft("w2").advance(1_000);
        cluster.worker("w3", 2);
        cluster.executors.values().forEach(executor -> executor.stops = true);
        cluster.advance(3_000);
        assertThat(cluster.states(0)).hasSize(4).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.report().restarts()).isZero();
    }

    @Test
    void whereSlotsAreShortAsMuchIsTakenAsFits() {
        TestCluster cluster = cluster(3);
        ask(cluster, "r1", all(1, 8));
        checkpoint(cluster);
        cluster.pump();
        assertThat(refusal(cluster)).isEqualTo("granted");
        assertThat(cluster.states(0)).hasSize(3).containsOnly(ExecutionState.RUNNING);
        assertThat(latest(cluster).to()).containsExactly(3, 3);
        assertThat(latest(cluster).reason()).isEqualTo("needs 8 slots, 3 exist, 0 free");
    }

    @Test
    void whereNotEvenTheLowerBoundFitsTheJobStaysAsItIs() {
        TestCluster cluster = cluster(3);
        ask(cluster, "r1", all(4, 8));
        assertThat(refusal(cluster)).isEqualTo("CONFLICT: needs 8 slots, 3 exist, 0 free");
        assertThat(latest(cluster).state()).isEqualTo(RescaleState.FAILED);
        cluster.advance(12_000);
        assertThat(cluster.states(0)).hasSize(2).containsOnly(ExecutionState.RUNNING);
        assertThat(cluster.executor("w1").held)
                .as("what it does not need is given back")
                .hasSize(2);
        assertThat(cluster.sent(Message.CancelTasks.class)).isEmpty();
    }

    @Test
    void aCheckpointThatFailsLeavesTheJobAsItIs() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        long id = cluster.sent(Message.TriggerCheckpoint.class).get(0).checkpointId();
        NodeId node = cluster.executorOf(0, 0).info.node();
        var declined = SnapshotReport.declined(cluster.attempt(0, 0), id, "the disk is full", false);
        cluster.arrive(
                Endpoint.of(node, Role.TASK_EXECUTOR),
                new Message.SnapshotReports(TestCluster.JOB, node, 1, List.of(declined)));
        cluster.pump();
        assertThat(refusal(cluster))
                .isEqualTo("CONFLICT: its checkpoint failed: source[0]#1 declined: the disk is full"
                        .replace("source[0]#1", cluster.attempt(0, 0).toString()));
        assertThat(cluster.states(0)).hasSize(2).containsOnly(ExecutionState.RUNNING);
    }

    @Test
    void theSameRequestIsAnsweredTheSameAndBeginsNothingTwice() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        ask(cluster, "r1", all(1, 4));
        ask(cluster, "r2", all(1, 4));
        checkpoint(cluster);
        cluster.pump();
        assertThat(answers(cluster))
                .extracting(Message.RescaleAnswer::requestId)
                .containsExactly("r1", "r2");
        ask(cluster, "r1", all(1, 4));
        assertThat(answers(cluster)).extracting(Message.RescaleAnswer::refusal).containsOnlyNulls();
        assertThat(cluster.report().rescales()).hasSize(1);
    }

    @Test
    void whatCannotBeIsRefusedInWords() {
        var refusals = new ArrayList<String>();
        for (List<ParallelismRange> ranges : List.of(
                List.<ParallelismRange>of(),
                List.of(range(7, 1, 2)),
                List.of(range(0, 3, 2)),
                List.of(range(0, 0, 2)),
                List.of(range(1, 1, 129)))) {
            TestCluster cluster = cluster(4);
            ask(cluster, "r1", ranges);
            refusals.add(refusal(cluster));
        }
        assertThat(refusals)
                .containsExactly(
                        "INVALID: no vertex is named; name at least one, with lowerBound and upperBound",
                        "INVALID: the job has no vertex 00000000000000000000000000000007",
                        "INVALID: 'source': lowerBound must be from 1 to upperBound, not 3 with 2",
                        "INVALID: 'source': lowerBound must be from 1 to upperBound, not 0 with 2",
                        "INVALID: 'sink' can be at most 128 parallel, not 129");
    }

    @Test
    void endsOfAForwardExchangeMustStayEqual() {
        Graphs graph = new Graphs().vertex("source", 2).vertex("sink", 2).pipelined(0, 1, ExchangePattern.FORWARD);
        TestCluster cluster = new TestCluster(graph.build()).workers(1, 4).start();
        ask(cluster, "r1", List.of(range(1, 1, 4)));
        assertThat(refusal(cluster))
                .isEqualTo("INVALID: 'source' sends each subtask's records to the same subtask of 'sink', so both"
                        + " must be equally parallel, not 2 and 4");
    }

    @Test
    void oneRescaleAtATime() {
        TestCluster cluster = cluster(4);
        ask(cluster, "r1", all(1, 4));
        ask(cluster, "r2", all(1, 3));
        assertThat(refusal(cluster)).isEqualTo("CONFLICT: the job is being rescaled already, to [4, 4]");
    }

    @Test
    void aJobThatIsBeingStoppedIsNotRescaled() {
        TestCluster cluster = cluster(4);
        cluster.arrive(CLIENT, new Message.TriggerSavepoint("s1", TestCluster.JOB, CheckpointKind.SUSPEND, "/there"));
        ask(cluster.pump(), "r1", all(1, 4));
        assertThat(refusal(cluster)).isEqualTo("CONFLICT: the job is being stopped by a savepoint");
    }

    @Test
    void aJobWhoseTasksHaveFinishedInPartStaysAsItIs() {
        TestCluster cluster = cluster(4);
        cluster.finish(1, 1);
        ask(cluster, "r1", all(1, 4));
        assertThat(refusal(cluster))
                .isEqualTo(
                        "CONFLICT: some subtasks of 'sink' have finished, so it and what feeds it must stay as parallel as they are");
    }

    @Test
    void whatFeedsAFinishedSubtaskAloneStaysAsItIs() {
        Graphs graph = new Graphs().vertex("source", 2).vertex("sink", 2).pipelined(0, 1, ExchangePattern.RESCALE);
        TestCluster cluster = new TestCluster(graph.build()).workers(1, 4).start();
        cluster.finish(0, 1);
        cluster.finish(1, 1);
        ask(cluster, "r1", List.of(range(0, 1, 4)));
        assertThat(refusal(cluster)).startsWith("CONFLICT: some subtasks of 'sink' have finished");
    }

    @Test
    void aJobThatIsCancelledDuringItsRescaleEnds() {
        TestCluster cluster = cluster(4);
        cluster.executors.values().forEach(executor -> executor.stops = false);
        ask(cluster, "r1", all(1, 4));
        checkpoint(cluster);
        cluster.pump();
        cluster.arrive(CLIENT, new Message.CancelJob("c1", TestCluster.JOB));
        cluster.pump();
        cluster.executors.values().forEach(executor -> executor.stops = true);
        cluster.advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELED);
        assertThat(latest(cluster).state()).isEqualTo(RescaleState.FAILED);
    }
}
