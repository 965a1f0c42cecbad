// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.penstock.cluster.store.StoreToken;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a stranger on the cluster port cannot do. */
class HardeningTest {
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** Counts how often it was brought to life; a stranger would run other code here. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicInteger REVIVED = new AtomicInteger();

        private void readObject(java.io.ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            REVIVED.incrementAndGet();
        }
    }

    @Test
    void noForeignClassIsDeserialized() {
        IMap<String, Object> map = cluster.hazelcast(0).getMap("foreign");
        map.put("k", new Gadget());
        assertThatThrownBy(() -> cluster.hazelcast(1).getMap("foreign").get("k"))
                .isInstanceOf(HazelcastSerializationException.class);
        assertThat(Gadget.REVIVED).hasValue(0);
    }

    @Test
    void noJavaObjectComesOverTheEventBus() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        await(cluster.node(0)
                .vertx()
                .eventBus()
                .consumer("hardening", message -> {
                    try {
                        message.body();
                    } catch (RuntimeException e) {
                        heard.countDown();
                    }
                })
                .completion());
        cluster.node(1).vertx().eventBus().serializableChecker(name -> true); // a stranger's
        for (int i = 0; i < 100 && heard.getCount() > 0; i++) {
            cluster.node(1).vertx().eventBus().send("hardening", new Gadget());
            heard.await(200, TimeUnit.MILLISECONDS); // a registration takes a moment to be known elsewhere
        }
        assertThat(heard.getCount()).isZero();
        assertThat(Gadget.REVIVED).hasValue(0);
    }

    /** The joining secret is part of the name that members must share. */
    @Test
    void whoDoesNotKnowTheNameIsNotLetInAndToldWhy() {
        ClusterOptions right = cluster.worker();
        TimingOptions timing = right.timing();
        ClusterOptions wrong = new ClusterOptions(
                right.clusterName() + "x",
                right.node(),
                right.network(),
                right.coordinatorsConfigured(),
                new TimingOptions(
                        timing.heartbeatSeconds(),
                        timing.silenceSeconds(),
                        timing.busConnectMs(),
                        timing.busPingMs(),
                        2_000,
                        timing.closeMs()));
        assertThatThrownBy(
                        () -> await(ClusterNode.start(wrong, Optional.empty(), VertxSetup.PLAIN, TestCluster.quiet())))
                .hasMessageContaining("no coordinator is among the members")
                .hasMessageContaining("another cluster.name or secret");
        assertThat(cluster.hazelcast(0).getCluster().getMembers()).hasSize(2);
        assertThat(await(cluster.node(0).safe())).isTrue();
    }

    @Test
    void onlyMembersMayConnect() {
        Config config = cluster.hazelcast(0).getConfig();
        assertThat(config.getAdvancedNetworkConfig().isEnabled()).isTrue();
        assertThat(config.getAdvancedNetworkConfig().getEndpointConfigs()).containsOnlyKeys(EndpointQualifier.MEMBER);
    }

    @Test
    void nothingIsDiscoveredReportedOrRun() {
        Config config = cluster.hazelcast(0).getConfig();
        JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(config.getMetricsConfig().isEnabled()).isFalse();
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.operation.fail.on.indeterminate.state"))
                .isEqualTo("true");
        assertThat(config.getProperty("hazelcast.mastership.claim.timeout.seconds"))
                .isNull();
        assertThat(config.getMapConfig("penstock.jobs").getSplitBrainProtectionName())
                .isEqualTo(HazelcastSettings.PROTECTION);
        assertThat(config.getMapConfig("penstock.jobs").getBackupCount()).isEqualTo(2);
    }

    @Test
    void thePortIsBoundToOneAddressOnly() throws IOException {
        InetAddress other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .findFirst()
                .orElse(InetAddress.getByName("127.0.0.2"));
        try (Socket socket = new Socket()) {
            InetSocketAddress target =
                    new InetSocketAddress(other, cluster.ports().get(0));
            assertThatThrownBy(() -> socket.connect(target, 500)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void ourOwnWritesTravelWithoutJavaSerialization() {
        // Both nodes own some of these keys, so half of the writes cross the wire, where our classes would be refused.
        for (int i = 0; i < 50; i++) {
            await(cluster.node(0).store().put("m", "k" + i, new byte[] {1}, StoreToken.NONE));
        }
        assertThat(await(cluster.node(1).store().keys("m"))).hasSize(50);
    }
}
