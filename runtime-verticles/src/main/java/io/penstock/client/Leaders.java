// SPDX-License-Identifier: Apache-2.0
package io.penstock.client;

import io.penstock.core.message.NodeId;
import java.util.Optional;

/** Who leads the cluster, as far as this node knows. Thread-safe. */
@FunctionalInterface
public interface Leaders {
    /** The leader's node; it may have been replaced already. */
    Optional<NodeId> leader();
}
