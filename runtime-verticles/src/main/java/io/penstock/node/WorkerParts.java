// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.api.ResourceProfile;
import io.penstock.config.NodeConfig;
import io.penstock.config.NodeConfig.Cutting;
import io.penstock.core.flow.Task;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.exchange.ExchangeService;
import io.penstock.job.OptionCheck;
import io.penstock.job.StoredGraphs;
import io.penstock.job.TaskMeters;
import io.penstock.job.WorkerJobs;
import io.penstock.worker.WorkerOptions;
import io.penstock.worker.Workers;
import java.util.TreeMap;

/** What a worker has to offer and to run tasks with, from its configuration. */
final class WorkerParts {
    private static final long CORE_MILLIS = 1_000;
    private static final int MIB = 1 << 20;

    private WorkerParts() {}

    /** What the worker offers, by its configuration; zeros stand for the machine's own numbers. */
    static WorkerInfo info(NodeConfig config, NodeId node, String name, int dataPort) {
        NodeConfig.Slot slot = config.slot();
        Runtime jvm = Runtime.getRuntime();
        long cpuMillis =
                slot.cpu() > 0 ? Math.round(slot.cpu() * CORE_MILLIS) : jvm.availableProcessors() * CORE_MILLIS;
        long heapMb = slot.heapMb() > 0 ? slot.heapMb() : jvm.maxMemory() / MIB;
        TreeMap<String, Long> extras = new TreeMap<>();
        slot.extras().forEach((extra, amount) -> extras.put(extra, amount.longValue()));
        int count = slot.count() > 0 ? slot.count() : jvm.availableProcessors();
        return new WorkerInfo(
                node,
                name,
                config.exchange().host(),
                dataPort,
                new ResourceProfile(cpuMillis, heapMb, extras),
                slot.cutting() == Cutting.UNIFORM ? count : 0);
    }

    /** What the worker's jobs run on. */
    static WorkerJobs.Services jobs(
            NodeGround ground, NodeConfig config, ExchangeService exchange, TaskMeters meters, OptionCheck check) {
        WorkerOptions options = WorkerOptions.defaults()
                .withThreads(config.task().threads())
                .withCancelTimeoutMs(config.task().cancelTimeoutMs());
        return new WorkerJobs.Services(
                ground.vertx(),
                ground.jarCache(),
                ground.programs(),
                exchange,
                new Workers(options),
                Task::create,
                meters,
                check,
                ground.snapshots(),
                new StoredGraphs(ground.cluster().store()));
    }
}
