// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.api.JobOptions;
import io.penstock.config.NodeConfig;
import io.penstock.config.Setting;
import io.penstock.core.cluster.DispatcherConfig;
import io.penstock.core.cluster.ExecutorConfig;
import io.penstock.core.cluster.ResourceConfig;
import io.penstock.core.failover.FailoverStrategyFactory;
import io.penstock.core.failover.RestartStrategyFactory;
import io.penstock.core.job.JobConfig;
import io.penstock.core.job.Strategies;
import io.penstock.core.scheduling.SchedulingStrategyFactory;
import io.penstock.core.slot.BuiltInMatching;
import io.penstock.core.slot.SlotMatching;
import io.penstock.core.slot.SlotMatchingFactory;
import io.penstock.verticle.JobMasterVerticle;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** What a node's configuration means to its machines. */
record MachineConfigs(
        DispatcherConfig dispatcher,
        ResourceConfig resource,
        ExecutorConfig executor,
        JobMasterVerticle.Settings job,
        SlotMatchingFactory matching) {
    private static final int FAILURES_MAX = 16;

    static MachineConfigs of(NodeConfig config, ClassLoader plugins) {
        NodeConfig.Heartbeat beat = config.heartbeat();
        DispatcherConfig dispatcher = DispatcherConfig.DEFAULTS;
        ResourceConfig resource = ResourceConfig.DEFAULTS;
        ExecutorConfig executor = ExecutorConfig.DEFAULTS;
        return new MachineConfigs(
                new DispatcherConfig(
                        beat.intervalMs(),
                        Math.max(beat.intervalMs(), dispatcher.deadAfterMs()),
                        dispatcher.submitWaitMs(),
                        dispatcher.evaluateTimeoutMs(),
                        dispatcher.evaluateTriesMax(),
                        dispatcher.relayTimeoutMs(),
                        dispatcher.jobsMax(),
                        config.history().jobsMax(),
                        config.history().ageMaxMs(),
                        dispatcher.rescanMaxMs()),
                new ResourceConfig(
                        beat.intervalMs(),
                        beat.suspectAfterMs(),
                        beat.deadAfterMs(),
                        resource.requestTimeoutMs(),
                        resource.requestTriesMax(),
                        resource.jobSilenceMs(),
                        config.slot().spare(),
                        resource.supply()),
                new ExecutorConfig(
                        beat.intervalMs(),
                        Math.max(beat.intervalMs(), executor.offerTimeoutMs()),
                        config.job().orphanTimeoutMs(),
                        executor.reportsMax()),
                new JobMasterVerticle.Settings(job(config), strategies(config, plugins)),
                matching(config.slot().matching(), plugins));
    }

    private static JobConfig job(NodeConfig config) {
        NodeConfig.Heartbeat beat = config.heartbeat();
        return new JobConfig(
                beat.intervalMs(),
                beat.suspectAfterMs(),
                beat.deadAfterMs(),
                JobConfig.DEFAULT.hintTimeoutMs(),
                config.slot().idleTimeoutMs(),
                config.task().cancelTimeoutMs(),
                FAILURES_MAX);
    }

    /** The strategies that jobs may name, with the node's settings as what a job gets that says nothing. */
    private static Strategies strategies(NodeConfig config, ClassLoader plugins) {
        TreeMap<String, String> defaults = new TreeMap<>();
        for (Setting setting : config.settings()) {
            if (isDefaultForJobs(setting)) defaults.put(setting.key(), setting.value());
        }
        defaults.put(JobOptions.SCHEDULING_STRATEGY, config.job().scheduling());
        defaults.put(JobOptions.FAILOVER_STRATEGY, config.job().failover());
        return new Strategies(
                ServiceLoader.load(SchedulingStrategyFactory.class, plugins),
                ServiceLoader.load(FailoverStrategyFactory.class, plugins),
                ServiceLoader.load(RestartStrategyFactory.class, plugins),
                defaults);
    }

    private static boolean isDefaultForJobs(Setting setting) {
        String key = setting.key();
        if (key.startsWith(JobOptions.RESTART_PREFIX)) return true;
        boolean ofCheckpoints = key.startsWith("checkpoint.") || key.startsWith("savepoint.");
        return ofCheckpoints
                && JobOptions.problem(key, setting.value()).isEmpty()
                && !setting.value().isEmpty();
    }

    /** A matching for one reign. */
    SlotMatching newMatching() {
        return matching.create();
    }

    private static SlotMatchingFactory matching(String name, ClassLoader plugins) {
        List<SlotMatchingFactory> known = new ArrayList<>(BuiltInMatching.factories());
        ServiceLoader.load(SlotMatchingFactory.class, plugins).forEach(known::add);
        return known.stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("slot.matching: there is no " + name + ", only "
                        + known.stream().map(SlotMatchingFactory::name).toList()));
    }
}
