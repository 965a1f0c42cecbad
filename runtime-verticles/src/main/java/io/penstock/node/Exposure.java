// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.config.NodeConfig;
import io.penstock.config.TlsConfig.Part;
import io.penstock.config.WebConfig;
import java.util.ArrayList;
import java.util.List;

/** What a node's settings leave open to others on its networks, in sentences for its log. */
final class Exposure {
    private Exposure() {}

    static List<String> of(NodeConfig config) {
        List<String> open = new ArrayList<>();
        WebConfig web = config.web();
        if (!web.isLoopback()) {
            if (!config.auth().isOn()) open.add("web.insecure: whoever reaches " + web.host() + " can run code here");
            else if (!config.tls().covers(Part.WEB)) {
                open.add("web.host " + web.host() + " takes passwords and tokens unencrypted: set tls.certificate, or"
                        + " let nobody but a TLS proxy reach it");
            }
        }
        if (config.node().mode() == NodeConfig.Mode.LOCAL) return open;
        if (!WebConfig.isLoopback(config.cluster().host())) {
            if (!config.tls().covers(Part.BUS))
                open.add(plain("cluster.host", "event bus", config.cluster().host()));
            if (config.cluster().secretFile().isEmpty()) {
                open.add("cluster.port " + config.cluster().port() + " at "
                        + config.cluster().host() + " lets in any"
                        + " node that knows the cluster's name: set cluster.secretFile, and keep its network private"
                        + " (docs/security.md)");
            }
        }
        if (config.node().isWorker()
                && !WebConfig.isLoopback(config.exchange().host())
                && !config.tls().covers(Part.EXCHANGE)) {
            open.add(plain("exchange.host", "data plane", config.exchange().host()));
        }
        return open;
    }

    private static String plain(String key, String what, String host) {
        return key + " " + host + ": the " + what + " is neither encrypted nor authenticated: set tls.certificate,"
                + " tls.key and tls.trust, or keep its network private (docs/security.md)";
    }
}
