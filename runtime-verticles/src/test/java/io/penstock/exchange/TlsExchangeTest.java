// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobGraph;
import io.penstock.exchange.net.ChannelLostException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsExchangeTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path dir;

    @Test
    void recordsTravelByMutualTlsAndStrangersAreTurnedAway() throws Exception {
        String keys = keyStore("ours.p12");
        String strange = keyStore("strange.p12");
        JobGraph graph = Nodes.graph(2, 2, ExchangePattern.FORWARD, ExchangeType.PIPELINED);
        try (Nodes nodes = new Nodes(dir)) {
            nodes.start(i -> tls(i == 2 ? strange : keys, dir.resolve("n" + i)), 3);
            Placements placements = Nodes.apart(graph, nodes.workers, 0, 1, 1);
            AtomicLong sum = new AtomicLong();
            Run consumer = Run.consume(
                    nodes.services.get(1), Nodes.wiring(graph, placements, 1, 0, 1), n -> sum.addAndGet((Integer) n));
            Run producer = Run.produce(
                    nodes.services.get(0), Nodes.wiring(graph, placements, 0, 0, 1), 100_000, i -> 1, n -> 0);
            producer.finishes();
            consumer.finishes();
            assertThat(sum).hasValue(100_000);
            Run stranger = Run.consume(
                    nodes.services.get(2),
                    Nodes.wiring(graph, Nodes.apart(graph, nodes.workers, 0, 2, 1), 1, 1, 1),
                    n -> {});
            stranger.fails(ChannelLostException.class);
        }
    }

    private static ExchangeOptions tls(String keys, Path partitions) {
        PfxOptions store = new PfxOptions().setPath(keys).setPassword(PASSWORD);
        ExchangeOptions plain = ExchangeOptions.plain("127.0.0.1", 0, partitions);
        return new ExchangeOptions(
                new NetServerOptions(plain.server())
                        .setSsl(true)
                        .setKeyCertOptions(store)
                        .setTrustOptions(store)
                        .setClientAuth(ClientAuth.REQUIRED),
                new NetClientOptions()
                        .setSsl(true)
                        .setKeyCertOptions(store)
                        .setTrustOptions(store)
                        .setHostnameVerificationAlgorithm(""),
                partitions,
                2,
                30_000);
    }

    /** A self-signed certificate that trusts itself, from the JDK's own tool. */
    private String keyStore(String name) throws Exception {
        String path = dir.resolve(name).toString();
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "node",
                        "-dname",
                        "CN=node",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        path,
                        "-storepass",
                        PASSWORD,
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        return path;
    }
}
