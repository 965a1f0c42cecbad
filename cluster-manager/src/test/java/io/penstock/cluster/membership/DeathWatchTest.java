// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.TestCluster;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.spi.cluster.NodeInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeathWatchTest {
    private static final int PATIENCE_S = 20;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    void aBrokenConnectionProvesNothingAndAWrongProofIsTakenBack() throws IOException, InterruptedException {
        try (TestCluster cluster = TestCluster.start(1)) {
            ClusterRuntime coordinator = cluster.node(0);
            String name = cluster.addWorker().membership().self().name();
            ServerSocket bus = listenAt(0);
            int port = bus.getLocalPort();
            listen(coordinator.membership());
            DeathWatch.start(
                    coordinator.vertx(),
                    new NetClientOptions(),
                    (incarnation, address) -> address.succeed(new NodeInfo("127.0.0.1", port, null)),
                    (HazelcastMembership) coordinator.membership());
            bus.accept().close();
            Socket second = bus.accept();
            assertThat(heard).isEmpty();
            bus.close();
            second.close();
            assertThat(hear()).isEqualTo("died " + name);
            try (ServerSocket again = listenAt(port)) {
                assertThat(again.accept().isConnected()).isTrue();
                assertThat(hear()).isEqualTo("joined " + name);
                assertThat(coordinator.membership().dead()).isEmpty();
            }
        }
    }

    private String hear() throws InterruptedException {
        return String.valueOf(heard.poll(PATIENCE_S, TimeUnit.SECONDS));
    }

    private static ServerSocket listenAt(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void listen(Membership membership) {
        membership.listen(new MembershipListener() {
            @Override
            public void joined(ClusterMember member) {
                heard.add("joined " + member.name());
            }

            @Override
            public void left(ClusterMember member) {
                heard.add("left " + member.name());
            }

            @Override
            public void died(ClusterMember member, String proof) {
                heard.add("died " + member.name());
            }
        });
    }
}
