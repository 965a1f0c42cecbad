// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.ResourceProfile;
import org.jspecify.annotations.Nullable;

/** An operator while its program is being evaluated: what {@code PlanNode} says, still open to change. */
final class NodeDraft {
    final int id;
    final OperatorSpec spec;
    String name;

    @Nullable
    String uid;

    int parallelism;
    int maxParallelism;

    @Nullable
    String slotSharingGroup;

    ResourceProfile profile = ResourceProfile.ANY;
    PlanNode.Chaining chaining = PlanNode.Chaining.ALWAYS;
    boolean blocking;

    @Nullable
    Class<?> recordType;

    NodeDraft(int id, OperatorSpec spec, String name) {
        this.id = id;
        this.spec = spec;
        this.name = name;
    }

    void name(String value) {
        name = Checks.name(name, "a name", value);
    }

    void uid(String value) {
        uid = Checks.name(name, "a uid", value);
    }

    void parallelism(int value) {
        parallelism = Checks.parallelism(name, "parallelism", value);
    }

    void maxParallelism(int value) {
        maxParallelism = Checks.parallelism(name, "max parallelism", value);
    }

    void slotSharingGroup(String value) {
        slotSharingGroup = Checks.name(name, "a slot sharing group", value);
    }

    void profile(ResourceProfile value) {
        profile = Checks.present(name, "the resource profile", value);
    }

    PlanNode finish(boolean batch) {
        return new PlanNode(
                id,
                forMode(batch),
                name,
                uid,
                parallelism,
                maxParallelism,
                slotSharingGroup,
                profile,
                chaining,
                blocking,
                recordType);
    }

    /** Batch or streaming is known only when all sources are. */
    private OperatorSpec forMode(boolean batch) {
        if (spec instanceof OperatorSpec.ReduceSpec s) {
            return new OperatorSpec.ReduceSpec(s.key(), s.keyType(), s.function(), batch);
        }
        if (spec instanceof OperatorSpec.AggregateSpec s) {
            return new OperatorSpec.AggregateSpec(s.key(), s.keyType(), s.function(), batch);
        }
        return spec;
    }
}
