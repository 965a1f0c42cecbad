// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

/** What a node takes part in. */
public enum NodeRole {
    /** Holds replicated data, votes, and may lead. */
    COORDINATOR,
    /** Offers capacity and holds no replicated data unless it is a coordinator as well. */
    WORKER
}
