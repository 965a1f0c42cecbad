// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Action;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.message.TaskReport;
import io.penstock.core.message.WorkerInfo;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A thousand workers, a hundred vertices, a hundred thousand tasks: the CPU time of machine and test together. */
class JobMachineScaleTest {
    private static final int WORKERS = 1_000;
    private static final int VERTICES = 100;
    private static final long CPU_MAX_MS = 4_000;

    private final List<Message.DeployTasks> deployed = new ArrayList<>();
    private final List<Endpoint> deployedAt = new ArrayList<>();
    private JobMachine machine;
    private long startNs = cpuNs();
    private long nowMs = 1_000;

    @Test
    void aHundredThousandStreamingTasksRunWithinSecondsOfCpu() {
        var graph = Graphs.graph();
        for (int v = 0; v < VERTICES; v++) graph.vertex("v" + v, WORKERS);
        for (int v = 1; v < VERTICES; v++) graph.pipelined(v - 1, v, ExchangePattern.HASH);
        start(graph.build());
        offerSlots();
        assertThat(deployed).hasSize(WORKERS);
        reportAll(ExecutionState.RUNNING);
        JobReport report = machine.report();
        assertThat(report).isNotNull();
        assertThat(report.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(report.vertices())
                .allMatch(v -> v.subtasks().stream().allMatch(s -> s.state() == ExecutionState.RUNNING));
        reportAll(ExecutionState.FINISHED);
        assertCpu();
    }

    @Test
    void aHundredThousandBatchTasksInTheirStagesFinishWithinSecondsOfCpu() {
        var graph = Graphs.graph();
        for (int v = 0; v < VERTICES; v++) graph.vertex("v" + v, WORKERS);
        for (int v = 1; v < VERTICES; v++) {
            graph.blocking(v - 1, v, v % 2 == 0 ? ExchangePattern.FORWARD : ExchangePattern.HASH);
        }
        start(graph.build());
        offerSlots();
        for (int v = 0; v < VERTICES; v++) reportAll(ExecutionState.FINISHED);
        assertThat(machine.report()).isNotNull();
        assertThat(machine.report().status()).isEqualTo(JobStatus.FINISHED);
        assertCpu();
    }

    @Test
    void aLostWorkerAmongAThousandCostsNoMoreThanTheJob() {
        var graph = Graphs.graph();
        for (int v = 0; v < VERTICES; v++) graph.vertex("v" + v, WORKERS);
        for (int v = 1; v < VERTICES; v++) graph.pipelined(v - 1, v, ExchangePattern.FORWARD);
        start(graph.build());
        offerSlots();
        reportAll(ExecutionState.RUNNING);
        startNs = cpuNs();
        feed(new Event.MemberLeft(new NodeId("w0007"), "gone"));
        nowMs += 300;
        feed(new Event.TimerFired("ask/w0007"));
        JobReport report = machine.report();
        assertThat(report).isNotNull();
        assertThat(report.reason()).isEqualTo("waits for 1 slot");
        assertCpu();
    }

    private void start(JobGraph graph) {
        var dispatcher = Endpoint.of(TestCluster.LEADER, Role.DISPATCHER);
        var start = new Message.StartJobMaster(TestCluster.JOB, TestCluster.token(1), TestCluster.token(0), dispatcher);
        machine = new JobMachine(new NodeId("jm"), start, JobConfig.DEFAULT, Strategies.BUILT_IN);
        feed(new Event.Started());
        feed(new Event.RecordsLoaded(
                "jobs",
                List.of(new HaRecord.JobRecord(
                        TestCluster.spec(), 0, graph, new TreeMap<>(), null, TestCluster.token(1), false, 1))));
    }

    private void offerSlots() {
        for (int i = 0; i < WORKERS; i++) {
            var worker = new WorkerInfo(node(i), "w" + i, "10.0.0.1", 7000, ResourceProfile.ANY, 1);
            var offer = new SlotOffer(AllocationId.of(TestCluster.token(0), i), ResourceProfile.ANY);
            receive(node(i), new Message.OfferSlots(TestCluster.JOB, worker, List.of(offer)));
        }
    }

    /** Every executor reports all tasks it got since the last call. */
    private void reportAll(ExecutionState state) {
        List<Message.DeployTasks> messages = new ArrayList<>(deployed);
        List<Endpoint> places = new ArrayList<>(deployedAt);
        if (state == ExecutionState.FINISHED) {
            deployed.clear();
            deployedAt.clear();
        }
        for (int i = 0; i < messages.size(); i++) {
            List<TaskReport> reports = new ArrayList<>();
            for (Deployment.TaskDeployment task : messages.get(i).deployment().tasks()) {
                reports.add(new TaskReport(task.attempt(), state, false, null));
            }
            NodeId node = places.get(i).node();
            receive(node, new Message.TaskReports(TestCluster.JOB, node, ++nowMs, reports));
        }
    }

    private static NodeId node(int index) {
        return new NodeId(String.format("w%04d", index));
    }

    private void receive(NodeId from, Message message) {
        feed(new Event.MessageReceived(Endpoint.of(from, Role.TASK_EXECUTOR), message));
    }

    private void feed(Event event) {
        for (Action action : machine.on(event, nowMs)) {
            if (action instanceof Action.Send send && send.message() instanceof Message.DeployTasks deploy) {
                deployed.add(deploy);
                deployedAt.add(send.to());
            }
        }
    }

    private void assertCpu() {
        assertThat((cpuNs() - startNs) / 1_000_000).as("CPU ms").isLessThan(CPU_MAX_MS);
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
