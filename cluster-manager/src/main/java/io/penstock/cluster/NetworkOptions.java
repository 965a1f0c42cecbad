// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Where a node listens and whom it asks first.
 *
 * @param bindHost the one address for the cluster port and the event bus. Neither is encrypted or authenticated:
 *     loopback or a private network only, never a wildcard
 * @param clusterPort Hazelcast's port, never another one by itself; 0 lets the system pick one, for workers only
 * @param busPort the event bus's port; 0 lets the system pick one
 * @param publicHost what the others shall connect to for the event bus, if not {@code bindHost}
 * @param seeds {@code host:port} of the coordinators' cluster ports, this node's own may be among them
 */
public record NetworkOptions(
        String bindHost, int clusterPort, int busPort, Optional<String> publicHost, List<String> seeds) {
    private static final int PORT_MAX = 65_535;

    public NetworkOptions {
        seeds = List.copyOf(seeds);
        checkPort("clusterPort", clusterPort);
        checkPort("busPort", busPort);
        seeds.forEach(NetworkOptions::portOf);
    }

    /** Everything on this machine's loopback. */
    public static NetworkOptions loopback(int clusterPort, List<String> seeds) {
        return new NetworkOptions("127.0.0.1", clusterPort, 0, Optional.empty(), seeds);
    }

    static String hostOf(String seed) {
        return seed.substring(0, seed.lastIndexOf(':'));
    }

    static int portOf(String seed) {
        int colon = seed.lastIndexOf(':');
        try {
            if (colon > 0) {
                int port = Integer.parseInt(seed.substring(colon + 1));
                checkPort("seed", port);
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a seed is host:port, not '" + seed + "'", e);
        }
        throw new IllegalArgumentException("a seed is host:port, not '" + seed + "'");
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(name + " is not a port: " + port);
        }
    }
}
