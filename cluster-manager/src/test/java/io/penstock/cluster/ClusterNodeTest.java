// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.MembershipListener;
import io.penstock.cluster.membership.NodeRole;
import io.penstock.cluster.store.EntryPage;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.cluster.store.StoreException;
import io.penstock.cluster.store.StoreToken;
import io.penstock.cluster.store.StoreUnavailableException;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ClusterNodeTest {
    private static final StoreToken TOKEN = new StoreToken(1, 0);

    @Test
    void membersKnowEachOtherAndTalk() {
        try (TestCluster cluster = TestCluster.start(2)) {
            ClusterRuntime worker = cluster.addWorker();
            Set<String> incarnations = new HashSet<>();
            for (ClusterMember member : cluster.node(0).membership().members()) {
                incarnations.add(member.incarnation());
                assertThat(member.attributes()).containsEntry("answer", "42");
                assertThat(member.host()).isEqualTo("127.0.0.1");
            }
            assertThat(incarnations).hasSize(3);
            ClusterMember self = worker.membership().self();
            assertThat(self.roles()).containsExactly(NodeRole.WORKER);
            assertThat(cluster.node(1).membership().members()).contains(self);

            String address = "penstock.node." + self.incarnation();
            await(worker.vertx()
                    .eventBus()
                    .<String>consumer(address, message -> message.reply("heard " + message.body()))
                    .completion());
            assertThat(await(cluster.node(0).vertx().eventBus().<String>request(address, "you"))
                            .body())
                    .isEqualTo("heard you");
            eventually(() -> await(cluster.node(0).safe()));
        }
    }

    @Test
    void nothingIsLostWhenAMemberIsKilledAndWithoutAMajorityNothingIsWritten() throws InterruptedException {
        try (TestCluster cluster = TestCluster.start(3)) {
            ReplicatedStore survivor = cluster.node(1).store();
            for (int i = 0; i < 500; i++) {
                await(cluster.node(i % 3).store().put("records", key(i), bytes("value " + i), TOKEN));
            }
            eventually(() -> await(cluster.node(1).safe()));
            BlockingQueue<ClusterMember> left = new LinkedBlockingQueue<>();
            cluster.node(1).membership().listen(leaving(left));
            ClusterMember victim = cluster.node(0).membership().self();
            cluster.hazelcast(0).getLifecycleService().terminate();
            assertThat(left.poll(20, TimeUnit.SECONDS)).isEqualTo(victim);

            EntryPage page = await(survivor.entries("records", "", 1_000));
            assertThat(page.entries()).hasSize(500);
            for (int i = 0; i < 500; i++) {
                assertThat(page.entries().get(i).record().value()).isEqualTo(bytes("value " + i));
            }
            eventually(() -> succeeds(survivor.put("records", "after", bytes("a"), TOKEN)));

            cluster.hazelcast(2).getLifecycleService().terminate();
            eventually(() -> cluster.node(1).membership().members().size() == 1);
            eventually(() -> isUnavailable(survivor.put("records", "alone", bytes("a"), TOKEN)));
            assertThatThrownBy(() -> await(survivor.get("records", key(1))))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aCoordinatorWithoutAMajorityComesUpAndSaysSo() {
        int port = TestCluster.freePorts(1).get(0);
        ClusterOptions options = coordinator("lonely", port, List.of("127.0.0.1:" + port), 3);
        ClusterRuntime node = await(ClusterNode.start(options, VertxSetup.PLAIN, TestCluster.quiet()));
        assertThatThrownBy(() -> await(node.store().put("m", "k", bytes("a"), TOKEN)))
                .isInstanceOf(StoreUnavailableException.class);
        await(node.close());
        await(node.close());
    }

    @Test
    void aWorkerThatStartsFirstWaitsForACoordinator() {
        int port = TestCluster.freePorts(1).get(0);
        List<String> seeds = List.of("127.0.0.1:" + port);
        ClusterOptions early = new ClusterOptions(
                "early",
                identity("early", NodeRole.WORKER),
                NetworkOptions.loopback(0, seeds),
                1,
                TimingOptions.DEFAULT);
        Future<ClusterRuntime> worker = ClusterNode.start(early, VertxSetup.PLAIN, TestCluster.quiet());
        ClusterOptions founder = new ClusterOptions(
                "early",
                identity("founder", NodeRole.COORDINATOR),
                NetworkOptions.loopback(port, seeds),
                1,
                TimingOptions.DEFAULT);
        ClusterRuntime coordinator = await(ClusterNode.start(founder, VertxSetup.PLAIN, TestCluster.quiet()));
        assertThat(await(worker).membership().members()).hasSize(2);
        await(await(worker).store().put("m", "k", bytes("a"), TOKEN));
        await(await(worker).close());
        await(coordinator.close());
    }

    @Test
    void aWorkerWithoutACoordinatorGivesUpInWords() {
        int port = TestCluster.freePorts(1).get(0);
        TimingOptions impatient = new TimingOptions(1, 5, 2_000, 1_500, 200, 2_000);
        ClusterOptions options = new ClusterOptions(
                "nobody",
                identity("worker", NodeRole.WORKER),
                NetworkOptions.loopback(0, List.of("127.0.0.1:" + port)),
                1,
                impatient);
        assertThatThrownBy(() -> await(ClusterNode.start(options, VertxSetup.PLAIN, TestCluster.quiet())))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("no coordinator answers at [127.0.0.1:" + port + "]");
    }

    @Test
    void aTakenPortIsSaidInWords() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            ClusterOptions options = coordinator("late", port, List.of(), 1);
            assertThatThrownBy(() -> await(ClusterNode.start(options, VertxSetup.PLAIN, TestCluster.quiet())))
                    .isInstanceOf(ClusterStartException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void anOpenBindAddressIsRefused() {
        ClusterOptions options = new ClusterOptions(
                "open",
                identity("open", NodeRole.COORDINATOR),
                new NetworkOptions("0.0.0.0", 5_701, 0, Optional.empty(), List.of()),
                1,
                TimingOptions.DEFAULT);
        assertThatThrownBy(() -> await(ClusterNode.start(options, VertxSetup.PLAIN, TestCluster.quiet())))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("no authentication");
    }

    @Test
    void localModeHasTheSameFace() {
        ClusterRuntime node = ClusterNode.local(identity("laptop", NodeRole.COORDINATOR), VertxSetup.PLAIN);
        assertThat(node.vertx().isClustered()).isFalse();
        assertThat(node.membership().members())
                .containsExactly(node.membership().self());
        assertThat(await(node.store().put("m", "k", bytes("a"), TOKEN))).isEqualTo(1);
        assertThat(await(node.safe())).isTrue();
        await(node.close());
    }

    private static ClusterOptions coordinator(String name, int port, List<String> seeds, int configured) {
        return new ClusterOptions(
                name,
                identity(name, NodeRole.COORDINATOR),
                NetworkOptions.loopback(port, seeds),
                configured,
                TimingOptions.DEFAULT);
    }

    private static NodeIdentity identity(String name, NodeRole role) {
        return new NodeIdentity(name, Set.of(role), java.util.Map.of());
    }

    private static MembershipListener leaving(BlockingQueue<ClusterMember> left) {
        return new MembershipListener() {
            @Override
            public void joined(ClusterMember member) {}

            @Override
            public void left(ClusterMember member) {
                left.add(member);
            }
        };
    }

    private static boolean succeeds(Future<?> future) {
        try {
            await(future);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private static boolean isUnavailable(Future<?> future) {
        try {
            await(future);
            return false;
        } catch (StoreException e) {
            return e instanceof StoreUnavailableException;
        }
    }

    /** For what others do in their own time; each try is a call, not a pause. */
    static void eventually(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private static String key(int i) {
        return String.format("key-%04d", i);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
