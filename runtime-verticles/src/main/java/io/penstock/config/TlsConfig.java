// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Encryption of what this node sends and takes.
 *
 * @param certificate PEM chain of this node; empty: no TLS
 * @param key PEM private key (PKCS 8)
 * @param trust PEM certificates of those who sign the nodes' certificates
 * @param use what is encrypted, once there is a certificate
 */
public record TlsConfig(
        Optional<Path> certificate, Optional<Path> key, Optional<Path> trust, Set<Part> use, long reloadMs) {
    /** What TLS can be used for. */
    public enum Part {
        /** REST API and dashboard: a server's certificate. */
        WEB,
        /** Event bus: both sides show certificates. */
        BUS,
        /** Records between workers: both sides show certificates. */
        EXCHANGE
    }

    static TlsConfig read(SettingsReader from) {
        TlsConfig tls = new TlsConfig(
                from.file("tls.certificate", "This node's certificate chain, PEM; empty: no TLS."),
                from.file("tls.key", "Its private key, PEM (PKCS 8)."),
                from.file("tls.trust", "Certificates that sign those of all nodes, PEM; bus and exchange need it."),
                from.choices("tls.use", Part.class, "What is encrypted; the same on all nodes."),
                from.millis(
                        "tls.reloadMs",
                        60_000,
                        0,
                        24 * Range.HOUR_MS,
                        "How often the files are looked at for a change; 0: never."));
        if (tls.certificate.isPresent() != tls.key.isPresent()) {
            from.reject("tls.key", "belongs to tls.certificate: set both or none");
        }
        boolean amongNodes = tls.isOn() && (tls.use.contains(Part.BUS) || tls.use.contains(Part.EXCHANGE));
        if (amongNodes && tls.trust.isEmpty()) {
            from.reject("tls.trust", "must be set for the bus and the exchange (or say tls.use: [web])");
        }
        return tls;
    }

    /** Whether there is a certificate. */
    public boolean isOn() {
        return certificate.isPresent();
    }

    /** Whether that part is encrypted. */
    public boolean covers(Part part) {
        return isOn() && use.contains(part);
    }
}
