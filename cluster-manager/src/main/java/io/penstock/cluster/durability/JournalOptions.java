// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How a node takes part in keeping the store.
 *
 * @param directory a coordinator's own, its journal's alone; empty on a worker
 * @param volatileMaps maps that mean nothing after a full stop and are not worth a disk's time. The same on all nodes
 */
public record JournalOptions(Optional<Path> directory, Set<String> volatileMaps) {
    public JournalOptions {
        volatileMaps = Set.copyOf(volatileMaps);
    }
}
