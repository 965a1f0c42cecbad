// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import io.penstock.tls.PemFiles;
import io.penstock.tls.ShownCertificate;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that get other certificates of another signer while they run, as an operator would give them. */
@Timeout(180)
class RenewedCertificatesTest {
    @TempDir
    private Path dir;

    private final List<PenstockNode> nodes = new ArrayList<>();
    private List<Integer> ports;
    private PemFiles old;
    private PemFiles next;
    private Path trust;
    private int ticks;

    @BeforeEach
    void start() throws Exception {
        ports = FreePorts.take(3);
        old = PemFiles.in(dir, "node");
        next = PemFiles.in(dir, "next");
        trust = Files.copy(old.certificate(), dir.resolve("trust.crt"));
        nodes.add(PenstockNode.start(config(
                "first",
                old,
                trust,
                Map.of(
                        "cluster.port", ports.get(0).toString(),
                        "cluster.busPort", ports.get(1).toString(),
                        "exchange.port", ports.get(2).toString(),
                        "web.port", "0"))));
        nodes.add(
                PenstockNode.start(config("second", old, trust, Map.of("cluster.port", "0", "node.roles", "worker"))));
    }

    @AfterEach
    void stop() {
        for (int i = nodes.size() - 1; i >= 0; i--) nodes.get(i).close();
    }

    @Test
    void theBusToo() throws Exception {
        X509Certificate before = ShownCertificate.at(ports.get(1));
        // First both are trusted, then the new one is shown, then the old one is trusted no more.
        write(trust, Files.readString(old.certificate()) + Files.readString(next.certificate()));
        write(old.key(), Files.readString(next.key()));
        write(old.certificate(), Files.readString(next.certificate()));
        awaitOther(before);
        assertThat(ShownCertificate.at(ports.get(2))).isNotEqualTo(before);
        write(trust, Files.readString(next.certificate()));

        // It knows nothing of the old signer, and connects to both and they to it.
        nodes.add(PenstockNode.start(
                config("third", next, next.certificate(), Map.of("cluster.port", "0", "node.roles", "worker"))));
        Http http = new Http(nodes.get(0).web());
        Http.await(http, "/v1/overview", overview -> overview.getInteger("slots-available", 0) == 6);
        String jar = http.jar(TestJars.of(dir.resolve("jobs.jar"), TestPrograms.Sums.class));
        String job = http.post("/v1/jars/" + jar + "/run", "{\"parallelism\": 6}")
                .json()
                .getString("jobid");
        JsonObject ended = http.get("/v1/jobs/" + job + "?wait=60000").json();
        assertThat(ended.getString("state")).as(ended.encode()).isEqualTo("FINISHED");
        assertThat(ended.getInteger("restarts")).isZero();
    }

    /** The nodes look at the files on a clock of their own. */
    private void awaitOther(X509Certificate before) throws Exception {
        while (ShownCertificate.at(ports.get(1)).equals(before)) Thread.onSpinWait();
    }

    /** At once, as a good tool does, and with a time that no file had before. */
    private void write(Path file, String content) throws Exception {
        Path draft = Files.writeString(dir.resolve("draft"), content);
        ticks++;
        Files.setLastModifiedTime(draft, FileTime.fromMillis(System.currentTimeMillis() + ticks * 2_000L));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private NodeConfig config(String name, PemFiles pem, Path trusted, Map<String, String> own) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "cluster.name",
                "test-" + dir.getFileName(),
                "cluster.coordinators",
                "127.0.0.1:" + ports.get(0),
                "slot.count",
                "2",
                "tls.certificate",
                pem.certificate().toString(),
                "tls.key",
                pem.key().toString(),
                "tls.trust",
                trusted.toString(),
                "tls.reloadMs",
                "100",
                "tls.use",
                "bus,exchange"));
        keys.putAll(own);
        keys.put("node.name", name);
        keys.put("node.dataDir", dir.resolve(name).toString());
        return NodeConfig.of(keys);
    }
}
