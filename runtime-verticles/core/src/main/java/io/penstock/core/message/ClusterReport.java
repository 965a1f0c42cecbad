// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;

/** What the ResourceManager knows. */
public record ClusterReport(FencingToken token, NodeId leader, List<WorkerReport> workers) {
    /**
     * One worker.
     *
     * @param slots number of slots: the uniform number, or for dynamic slots those in use plus those that would fit of
     *     the default profile
     * @param lastHeardMs time since its last beat
     */
    public record WorkerReport(
            WorkerInfo worker,
            int slots,
            int freeSlots,
            io.penstock.api.ResourceProfile free,
            long lastHeardMs,
            SlotReport holdings) {}
}
