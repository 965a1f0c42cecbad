// SPDX-License-Identifier: Apache-2.0
package io.penstock.tls;

import io.penstock.config.TlsConfig;
import io.penstock.config.TlsConfig.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's certificate, key and trusted signers. Connections made after a {@link #reload} use what the files say then;
 * older ones go on. Nodes authenticate each other by certificates of signers that sign for nobody else, so the names in
 * them are not compared. Thread-safe.
 */
public final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private final TlsConfig config;
    private final Path certificate;
    private final Path key;
    private final CurrentKey keys;
    private final @Nullable CurrentTrust trust;
    private List<Object> stamps;

    private TlsFiles(TlsConfig config, Path certificate, Path key) {
        this.config = config;
        this.certificate = certificate;
        this.key = key;
        this.stamps = stamps();
        this.keys = new CurrentKey(Pem.key(certificate, key));
        this.trust = config.trust().map(Pem::trust).map(CurrentTrust::new).orElse(null);
    }

    /**
     * Reads the files; empty if there is no certificate. Blocks.
     *
     * @throws IllegalStateException if they cannot be used, with the file and the reason
     */
    public static Optional<TlsFiles> open(TlsConfig config) {
        return config.certificate()
                .flatMap(certificate -> config.key().map(key -> new TlsFiles(config, certificate, key)));
    }

    /** The REST API's side. */
    public void secure(HttpServerOptions options) {
        if (!config.covers(Part.WEB)) return;
        options.setSsl(true).setUseAlpn(false).setKeyCertOptions(KeyCertOptions.wrap(keys));
    }

    /**
     * The event bus's side: members show each other certificates. Vert.x copies its settings as JSON, so only paths get
     * through, and they are read once: {@link #renewBus} is for what comes after.
     */
    public void secure(EventBusOptions options) {
        if (!config.covers(Part.BUS)) return;
        PemTrustOptions signers = new PemTrustOptions();
        config.trust().ifPresent(file -> signers.addCertPath(file.toString()));
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.toString())
                        .addKeyPath(key.toString()))
                .setTrustOptions(signers)
                .setClientAuth(ClientAuth.REQUIRED);
    }

    /** Another client of the event bus's port. */
    public void secureBusClient(NetClientOptions client) {
        if (!config.covers(Part.BUS)) return;
        client.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(keys))
                .setTrustOptions(trusted())
                .setHostnameVerificationAlgorithm("");
    }

    /**
     * From when this is done on, the running event bus, too, asks at each handshake what the files said last.
     *
     * @throws IllegalStateException if this Vert.x does not show its event bus's connections
     */
    public Future<Void> renewBus(Vertx vertx) {
        if (!config.covers(Part.BUS)) return Future.succeededFuture();
        ServerSSLOptions server = new ServerSSLOptions().setClientAuth(ClientAuth.REQUIRED);
        server.setKeyCertOptions(KeyCertOptions.wrap(keys)).setTrustOptions(trusted());
        ClientSSLOptions client = new ClientSSLOptions().setHostnameVerificationAlgorithm("");
        client.setKeyCertOptions(KeyCertOptions.wrap(keys)).setTrustOptions(trusted());
        BusEnds ends = BusEnds.of(vertx.eventBus());
        return Future.all(ends.server().updateSSLOptions(server), ends.client().updateSSLOptions(client))
                .mapEmpty();
    }

    /** Both sides of the data plane: workers show each other certificates. */
    public void secure(NetServerOptions server, NetClientOptions client) {
        if (!config.covers(Part.EXCHANGE)) return;
        server.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(keys))
                .setTrustOptions(trusted())
                .setClientAuth(ClientAuth.REQUIRED);
        client.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(keys))
                .setTrustOptions(trusted())
                .setHostnameVerificationAlgorithm("");
    }

    /** Takes over the files if they have changed; files that cannot be used leave everything as it is. Blocks. */
    public synchronized void reload() {
        List<Object> now = stamps();
        if (now.equals(stamps)) return;
        try {
            var key = Pem.key(certificate, this.key);
            var signers = config.trust().map(Pem::trust);
            keys.replace(key);
            if (trust != null) signers.ifPresent(trust::replace);
            stamps = now;
            LOG.info("TLS certificates were read anew from {}", certificate);
        } catch (IllegalStateException e) {
            LOG.error("the TLS certificates in use stay, the changed ones cannot be used: {}", e.getMessage());
        }
    }

    private TrustOptions trusted() {
        if (trust == null) throw new IllegalStateException("tls.trust must be set");
        return TrustOptions.wrap(trust);
    }

    /** What changes whenever a file does. */
    private List<Object> stamps() {
        List<Object> stamps = new ArrayList<>();
        Stream.concat(Stream.of(certificate, key), config.trust().stream()).forEach(file -> {
            try {
                stamps.add(Files.getLastModifiedTime(file));
                stamps.add(Files.size(file));
            } catch (IOException e) {
                stamps.add(String.valueOf(e.getMessage()));
            }
        });
        return stamps;
    }
}
