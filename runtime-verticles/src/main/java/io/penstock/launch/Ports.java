// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Looks for ports on loopback. Somebody else may take one between the look and its use: callers then fail to start. */
final class Ports {
    private Ports() {}

    static int free() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
