// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.operator.OperatorContext;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.KeyGroups;
import io.penstock.core.program.Partitioning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the output of an edge. */
public final class EdgeOutputs {
    /** Who owns which key group: the same for all subtasks of a vertex, so the last answer serves the next, too. */
    private static volatile Owners lastOwners = new Owners(0, 0, new int[0]);

    private record Owners(int keyGroups, int targets, int[] targetOfGroup) {}

    private EdgeOutputs() {}

    /**
     * An open output, attached to its port.
     *
     * @param partitioning with the user's functions; needed for hash and custom only
     * @param keyGroups number of key groups of the consumer
     */
    public static EdgeOutput create(
            ExchangePattern pattern,
            @Nullable Partitioning partitioning,
            int keyGroups,
            OutputPort port,
            Specialization specialization,
            OperatorContext context) {
        EdgeOutput output = specialization.instantiate(template(pattern, port.targets()), EdgeOutput.class);
        if (output instanceof KeyedOutput keyed) {
            if (!(partitioning instanceof Partitioning.Hash hash)) throw mismatch(pattern, partitioning);
            keyed.route(hash.key(), targetsOfGroups(keyGroups, port.targets()));
        } else if (output instanceof CustomRouted routed) {
            if (!(partitioning instanceof Partitioning.Custom custom)) throw mismatch(pattern, partitioning);
            routed.route(custom.key(), custom.partitioner());
        }
        output.connect(output, List.of(), List.of());
        output.open(context);
        output.attach(port);
        return output;
    }

    /** With one target all ways but the custom one, which may have an opinion of its own, are the same. */
    private static Class<? extends EdgeOutput> template(ExchangePattern pattern, int targets) {
        if (targets == 1 && pattern != ExchangePattern.CUSTOM) return ForwardOutput.class;
        return switch (pattern) {
            case FORWARD -> ForwardOutput.class;
            case HASH -> HashOutput.class;
            case REBALANCE, RESCALE -> RoundRobinOutput.class;
            case SHUFFLE -> ShuffleOutput.class;
            case BROADCAST -> BroadcastOutput.class;
            case CUSTOM -> CustomOutput.class;
        };
    }

    /** Not to be written to. */
    private static int[] targetsOfGroups(int keyGroups, int targets) {
        Owners last = lastOwners;
        if (last.keyGroups == keyGroups && last.targets == targets) return last.targetOfGroup;
        int[] targetOfGroup = new int[keyGroups];
        for (int group = 0; group < keyGroups; group++)
            targetOfGroup[group] = KeyGroups.subtask(group, keyGroups, targets);
        lastOwners = new Owners(keyGroups, targets, targetOfGroup);
        return targetOfGroup;
    }

    private static IllegalStateException mismatch(ExchangePattern pattern, @Nullable Partitioning partitioning) {
        return new IllegalStateException("the edge is " + pattern + ", but the program says " + partitioning);
    }
}
