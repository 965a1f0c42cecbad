// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobStatus;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * A thousand workers, and a job of 10,000 and of 100,000 tasks, each in a slot of its own, all to all: submitted,
 * running, cancelled, every slot home. Growth is judged by what is counted, not by the clock of a shared machine;
 * seconds and heap are printed.
 */
class ScaleTest {
    private static final int WORKERS = 1_000;
    private static final int VERTICES = 10;

    private record Figures(int tasks, long events, double seconds, long heapMb) {}

    @Test
    void timeAndHeapGrowWithTheNumberOfTasksAndNotFaster() {
        Figures small = run(10_000);
        Figures large = run(100_000);
        System.out.println("scale: " + small + ", " + large);
        assertThat(large.events).as("things that happen").isLessThan(12 * small.events);
        assertThat(large.seconds).as("seconds of processor time").isLessThan(20 * small.seconds);
    }

    private static Figures run(int tasks) {
        long startNs = cpuNs();
        var shape = new Simulation.Shape(1, WORKERS, tasks / WORKERS, false);
        var world = new Simulation(1, shape, FaultPlan.NONE, JobMasters.PATIENT);
        world.tasksWatchTheirPeers = false;
        world.startAll();
        world.run(3_000);
        SimJob job = job(tasks / VERTICES);
        world.client.submit(job);
        assertThat(world.runUntil(() -> running(world, job) == tasks, 30_000))
                .as("%d of %d tasks run", running(world, job), tasks)
                .isTrue();
        long heapMb = heapMb();
        world.client.cancel(job.id());
        assertThat(world.runUntil(() -> world.client.allEnded() && SeededRun.isHome(world), 60_000))
                .as("all is home")
                .isTrue();
        var result = world.client.result(job.id());
        assertThat(result == null ? null : result.report().status()).isEqualTo(JobStatus.CANCELED);
        return new Figures(tasks, world.agenda.done(), (cpuNs() - startNs) / 1e9, heapMb);
    }

    private static SimJob job(int parallelism) {
        var graph = new SimJob.GraphBuilder("large", false, false);
        for (int v = 0; v < VERTICES; v++)
            graph.vertex("v" + v, parallelism, v == 0, "group-" + v, ResourceProfile.ANY);
        for (int v = 1; v < VERTICES; v++) graph.edge(v - 1, v, ExchangePattern.HASH, ExchangeType.PIPELINED);
        return SimJob.of(1, graph.build(), false, false, 1_000);
    }

    private static long running(Simulation world, SimJob job) {
        return world.physical(job.id()).values().stream()
                .filter(task -> task.state == ExecutionState.RUNNING)
                .count();
    }

    /** Of this thread: what other processes take on a busy machine does not count. */
    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long heapMb() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
