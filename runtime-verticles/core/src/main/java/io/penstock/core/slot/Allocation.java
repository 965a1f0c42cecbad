// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;

/** A slot that is given to a job, or asked for on its behalf. */
public record Allocation(AllocationId id, NodeId worker, JobId job, ResourceProfile profile) {}
