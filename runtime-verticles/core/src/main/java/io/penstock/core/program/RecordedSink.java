// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.ResourceProfile;
import io.penstock.api.SinkHandle;

/** Describes a recorded sink. */
final class RecordedSink implements SinkHandle {
    private final PlanRecorder plan;
    private final int node;

    RecordedSink(PlanRecorder plan, int node) {
        this.plan = plan;
        this.node = node;
    }

    @Override
    public SinkHandle uid(String uid) {
        plan.node(node).uid(uid);
        return this;
    }

    @Override
    public SinkHandle parallelism(int parallelism) {
        plan.node(node).parallelism(parallelism);
        return this;
    }

    @Override
    public SinkHandle slotSharingGroup(String group) {
        plan.node(node).slotSharingGroup(group);
        return this;
    }

    @Override
    public SinkHandle resources(ResourceProfile profile) {
        plan.node(node).profile(profile);
        return this;
    }

    @Override
    public SinkHandle disableChaining() {
        plan.node(node).chaining = PlanNode.Chaining.NEVER;
        return this;
    }

    @Override
    public SinkHandle blocking() {
        plan.node(node).blocking = true;
        return this;
    }
}
