// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;

/**
 * A member of the cluster as others see it.
 *
 * @param name the configured name, which outlives restarts; for coordinators it identifies the voter
 */
public record NodeInfo(NodeId id, String name, List<NodeRole> roles) {
    /** What a node is there for. */
    public enum NodeRole {
        COORDINATOR,
        WORKER
    }
}
