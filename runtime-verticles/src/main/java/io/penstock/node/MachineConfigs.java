// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.config.NodeConfig;
import io.penstock.core.cluster.DispatcherConfig;
import io.penstock.core.cluster.ExecutorConfig;
import io.penstock.core.cluster.ResourceConfig;
import io.penstock.core.slot.BuiltInMatching;
import io.penstock.core.slot.SlotMatching;
import io.penstock.core.slot.SlotMatchingFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** What a node's configuration means to its machines. */
record MachineConfigs(
        DispatcherConfig dispatcher, ResourceConfig resource, ExecutorConfig executor, SlotMatchingFactory matching) {
    static MachineConfigs of(NodeConfig config) {
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
                        resource.supply()),
                new ExecutorConfig(
                        beat.intervalMs(),
                        Math.max(beat.intervalMs(), executor.offerTimeoutMs()),
                        config.job().orphanTimeoutMs(),
                        executor.reportsMax()),
                matching(config.slot().matching()));
    }

    /** A matching for one reign. */
    SlotMatching newMatching() {
        return matching.create();
    }

    private static SlotMatchingFactory matching(String name) {
        List<SlotMatchingFactory> known = new ArrayList<>(BuiltInMatching.factories());
        ServiceLoader.load(SlotMatchingFactory.class).forEach(known::add);
        return known.stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("slot.matching: there is no " + name + ", only "
                        + known.stream().map(SlotMatchingFactory::name).toList()));
    }
}
