// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import java.util.List;

/**
 * What kind of worker is wanted.
 *
 * @param name how logs and lists call it
 * @param heapBytes its largest heap; 0 leaves it to the JVM
 * @param arguments further arguments for the node, as on its command line
 */
public record WorkerProfile(String name, long heapBytes, List<String> arguments) {
    public WorkerProfile {
        arguments = List.copyOf(arguments);
        if (heapBytes < 0) {
            throw new IllegalArgumentException("heapBytes is never negative: " + heapBytes);
        }
    }
}
