// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.api.ResourceProfile;
import java.util.List;

/** What a TaskExecutor's slots hold right now; the truth that heals lost messages. */
public record SlotReport(List<Holding> holdings) {
    /**
     * One slot that is held.
     *
     * @param jobToken the highest token of that job that the executor has seen
     * @param jobMaster where it offers the slot
     */
    public record Holding(
            AllocationId allocation, JobId job, ResourceProfile profile, FencingToken jobToken, Endpoint jobMaster) {}
}
