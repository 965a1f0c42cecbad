// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

/**
 * How long a node waits for what. The defaults are measured ones; lower heartbeats remove healthy members.
 *
 * @param heartbeatSeconds between heartbeats of data members
 * @param silenceSeconds a member silent for so long is removed. A closed socket is noticed at once, this is for frozen
 *     ones
 * @param busConnectMs to connect to another node's event bus
 * @param busPingMs between pings on an event-bus connection, and how long a ping's answer may take
 * @param startMs for a worker to find a coordinator
 * @param closeMs for the whole orderly end of a node
 */
public record TimingOptions(
        int heartbeatSeconds, int silenceSeconds, int busConnectMs, int busPingMs, long startMs, long closeMs) {
    public static final TimingOptions DEFAULT = new TimingOptions(1, 5, 2_000, 1_500, 60_000, 10_000);

    public TimingOptions {
        if (heartbeatSeconds < 1 || silenceSeconds < 3 * heartbeatSeconds) {
            throw new IllegalArgumentException("silenceSeconds must be at least three times heartbeatSeconds: "
                    + silenceSeconds + ", " + heartbeatSeconds);
        }
        if (busConnectMs < 1 || busPingMs < 1 || startMs < 1 || closeMs < 1) {
            throw new IllegalArgumentException("times are positive");
        }
    }
}
