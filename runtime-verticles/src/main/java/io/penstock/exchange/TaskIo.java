// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.InputEdge;
import io.penstock.core.flow.OutputEdge;
import java.util.List;

/**
 * A task's ends of its exchanges.
 *
 * @param inputs every edge into the vertex, in order of {@code JobEdge.index}
 * @param outputs every edge out of the vertex, in order of {@code JobEdge.index}
 */
public record TaskIo(List<InputEdge> inputs, List<OutputEdge> outputs) {
    /** Bytes read so far. From any thread. */
    public long bytesIn() {
        long bytes = 0;
        for (InputEdge input : inputs) bytes += input.port().bytes();
        return bytes;
    }

    /** Bytes written so far. From any thread. */
    public long bytesOut() {
        long bytes = 0;
        for (OutputEdge output : outputs) bytes += output.port().bytes();
        return bytes;
    }

    /** How full the fullest input is. From any thread. */
    public int queuedPercent() {
        int most = 0;
        for (InputEdge input : inputs) most = Math.max(most, input.port().queuedPercent());
        return most;
    }
}
