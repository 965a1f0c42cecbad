// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

/** Members and clients, all on the loopback address. */
final class Node {
    static final int PORT = Integer.getInteger("peer.port", 15701);
    static final String HOST = "127.0.0.1";

    private Node() {}

    /** @param members how many members the cluster may have, on consecutive ports */
    static Config config(int threads, int members) {
        Config c = new Config();
        c.setClusterName("peer");
        c.setProperty("hazelcast.phone.home.enabled", "false");
        c.setProperty("hazelcast.socket.bind.any", "false");
        if (members > 1) {
            c.setProperty("hazelcast.wait.seconds.before.join", "0"); // only speeds up forming the cluster
        }
        System.getProperties().forEach((k, v) -> {
            if (k.toString().startsWith("hazelcast.")) {
                c.setProperty(k.toString(), v.toString());
            }
        });
        NetworkConfig net = c.getNetworkConfig();
        net.setPort(PORT).setPortAutoIncrement(true).setPortCount(members);
        net.getInterfaces().setEnabled(true).addInterface(HOST);
        JoinConfig join = net.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(members > 1);
        for (int i = 0; i < members; i++) {
            join.getTcpIpConfig().addMember(HOST + ":" + (PORT + i));
        }
        c.getJetConfig().setEnabled(true).setCooperativeThreadCount(threads);
        c.getSerializationConfig()
                .addSerializerConfig(
                        new SerializerConfig().setTypeClass(Event.class).setImplementation(new Event.Serializer()));
        return c;
    }

    /** Starts a member; an exception that ends this thread then ends the JVM. */
    static HazelcastInstance start(int threads, int members) {
        Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {
            e.printStackTrace();
            System.exit(1);
        });
        return Hazelcast.newHazelcastInstance(config(threads, members));
    }

    static HazelcastInstance client(int members) {
        ClientConfig c = new ClientConfig();
        c.setClusterName("peer");
        for (int i = 0; i < members; i++) {
            c.getNetworkConfig().addAddress(HOST + ":" + (PORT + i));
        }
        return HazelcastClient.newHazelcastClient(c);
    }
}
