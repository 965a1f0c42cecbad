// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import static io.penstock.cluster.ClusterNodeTest.eventually;
import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.penstock.cluster.membership.NodeRole;
import io.penstock.cluster.store.StoreToken;
import io.penstock.cluster.store.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Two clusters that do not know of each other, as the halves of a split, and then do. No majority is asked for, so both
 * have written.
 */
class MergeTest {
    private static final StoreToken LOW = new StoreToken(1, 0);
    private static final StoreToken HIGH = new StoreToken(2, 0);

    private final String cluster = "merge-" + UUID.randomUUID();
    private final BlockingQueue<String> fates = new LinkedBlockingQueue<>();

    @Test
    void theHigherTokenWinsAndTheLosingSideIsTold() throws InterruptedException {
        List<Integer> ports = TestCluster.freePorts(3);
        ClusterRuntime first = start("first", ports.get(0), ports.subList(0, 2));
        ClusterRuntime second = start("second", ports.get(1), ports.subList(0, 2));
        ClusterRuntime alone = start("alone", ports.get(2), ports.subList(2, 3));
        put(first, "theirs", "majority", HIGH);
        put(alone, "theirs", "minority", LOW);
        put(first, "ours", "majority", LOW);
        put(alone, "ours", "minority", HIGH);
        put(first, "newer", "once", HIGH);
        put(alone, "newer", "once", HIGH);
        put(alone, "newer", "twice", HIGH);
        put(first, "removed", "majority", LOW);
        await(alone.store().remove("m", "removed", HIGH));

        introduce(alone, ports);
        introduce(first, ports);
        introduce(second, ports);

        assertThat(fates.poll(40, TimeUnit.SECONDS)).isEqualTo("alone merged");
        eventually(() -> first.membership().members().size() == 3);
        assertThat(text(first, "theirs")).isEqualTo("majority");
        eventually(() -> "minority".equals(text(first, "ours")));
        eventually(() -> "twice".equals(text(first, "newer")));
        eventually(() -> await(first.store().get("m", "removed")).isEmpty());
        assertThat(fates).isEmpty();
        List.of(alone.close(), second.close(), first.close()).forEach(TestCluster::await);
    }

    private ClusterRuntime start(String name, int port, List<Integer> known) {
        ClusterOptions options = new ClusterOptions(
                cluster,
                new NodeIdentity(name, Set.of(NodeRole.COORDINATOR), Map.of()),
                NetworkOptions.loopback(port, seeds(known)),
                1,
                TimingOptions.DEFAULT);
        return await(ClusterNode.start(options, VertxSetup.PLAIN, new ClusterEvents() {
            @Override
            public void onMerged(String detail) {
                fates.add(name + " merged");
            }

            @Override
            public void onStalled(String detail, String threadDump) {
                fates.add(name + " stalled");
            }

            @Override
            public void onStopped(String detail) {
                fates.add(name + " stopped");
            }
        }));
    }

    private static void introduce(ClusterRuntime node, List<Integer> ports) {
        String incarnation = node.membership().self().incarnation();
        HazelcastInstance hazelcast =
                Objects.requireNonNull(Hazelcast.getHazelcastInstanceByName("penstock-" + incarnation));
        seeds(ports)
                .forEach(seed -> hazelcast
                        .getConfig()
                        .getAdvancedNetworkConfig()
                        .getJoin()
                        .getTcpIpConfig()
                        .addMember(seed));
    }

    private static List<String> seeds(List<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    private static void put(ClusterRuntime node, String key, String value, StoreToken token) {
        await(node.store().put("m", key, value.getBytes(StandardCharsets.UTF_8), token));
    }

    private static String text(ClusterRuntime node, String key) {
        return await(node.store().get("m", key))
                .map(Versioned::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .orElse("");
    }
}
