// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import io.penstock.cluster.membership.MemberAttributes;
import io.penstock.cluster.store.HazelcastStore;
import io.penstock.cluster.store.HigherTokenMergePolicy;
import io.penstock.cluster.store.StoreSerialization;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Hazelcast's configuration for a node, hardened: its port is neither authenticated nor encrypted, and its defaults
 * find, trust and wait for too much. Its values were measured with three processes on one machine.
 */
final class HazelcastSettings {
    static final String PROTECTION = "penstock-majority";
    static final int BACKUPS = 2;

    /** What Vert.x's cluster manager looks for when it is handed a running instance. */
    private static final String VERTX_NODE_ID = "__vertx.nodeId";

    private static final int MERGE_BATCH = 100;
    private static final int NEVER_MS = 86_400_000;
    private static final int TCP_CONNECT_SECONDS = 1;

    private HazelcastSettings() {}

    static Config build(ClusterOptions options, String incarnation) {
        Config config = new Config();
        config.setClusterName(options.clusterName());
        config.setInstanceName("penstock-" + incarnation);
        config.setClassLoader(HazelcastSettings.class.getClassLoader());
        config.setLiteMember(!options.node().isCoordinator());
        describe(config, options.node(), incarnation);
        network(config, options.network());
        properties(config, options.timing());
        options.hazelcast().forEach(config::setProperty);
        serialization(config);
        switchOff(config);
        maps(config, options);
        return config;
    }

    private static void describe(Config config, NodeIdentity node, String incarnation) {
        MemberAttributes.encode(incarnation, node.name(), node.roles(), node.attributes())
                .forEach(config.getMemberAttributeConfig()::setAttribute);
        config.getMemberAttributeConfig().setAttribute(VERTX_NODE_ID, incarnation);
    }

    /** A member endpoint and nothing else: no client can connect. One address, one port, no discovery. */
    private static void network(Config config, NetworkOptions network) {
        String address = addressOf(network.bindHost());
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(network.clusterPort());
        endpoint.setPortAutoIncrement(false);
        endpoint.setReuseAddress(true);
        endpoint.setSocketTcpNoDelay(true);
        endpoint.getInterfaces().setEnabled(true).addInterface(address);
        AdvancedNetworkConfig advanced = config.getAdvancedNetworkConfig();
        advanced.setEnabled(true);
        advanced.setMemberEndpointConfig(endpoint);
        JoinConfig join = advanced.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setConnectionTimeoutSeconds(TCP_CONNECT_SECONDS)
                .setMembers(
                        network.seeds().isEmpty() ? List.of(address + ":" + network.clusterPort()) : network.seeds());
    }

    private static String addressOf(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isAnyLocalAddress()) {
                throw new ClusterStartException(
                        "the cluster port has no authentication: bind it to loopback or one private address, not to "
                                + host,
                        null);
            }
            return address.getHostAddress();
        } catch (UnknownHostException e) {
            throw new ClusterStartException("the bind host '" + host + "' has no address", e);
        }
    }

    private static void properties(Config config, TimingOptions timing) {
        // Whoever claims mastership must not give up early: at 5 a healthy majority fell apart when its oldest member
        // died.
        // So hazelcast.mastership.claim.timeout.seconds keeps its default.
        config.setProperty("hazelcast.heartbeat.interval.seconds", String.valueOf(timing.heartbeatSeconds()));
        config.setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(timing.silenceSeconds()));
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        config.setProperty("hazelcast.operation.backup.timeout.millis", "1000");
        config.setProperty("hazelcast.operation.call.timeout.millis", "10000");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        // Else each line begins with the cluster's name, which may have a secret in it.
        config.setProperty("hazelcast.logging.details.enabled", "false");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.health.monitoring.level", "OFF");
        config.setProperty(
                "hazelcast.graceful.shutdown.max.wait", String.valueOf(Math.max(1, timing.closeMs() / 3_000)));
    }

    /**
     * Hazelcast uses Java serialization for its own exceptions and by default for whatever arrives. An exception that
     * the filter refuses is an answer that never arrives: a join then hangs until its time-out. So each one that a
     * member may send stands here.
     */
    private static void serialization(Config config) {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.getWhitelist().addPrefixes("java.lang.", "java.util.", "[");
        filter.getWhitelist()
                .addPackages(
                        "com.hazelcast.core",
                        "com.hazelcast.cluster",
                        "com.hazelcast.map",
                        "com.hazelcast.memory",
                        "com.hazelcast.nio.serialization",
                        "com.hazelcast.partition",
                        "com.hazelcast.spi.exception",
                        "com.hazelcast.splitbrainprotection",
                        "com.hazelcast.transaction");
        filter.getWhitelist()
                .addClasses(
                        "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
                        "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
                        "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
                        "com.hazelcast.internal.cluster.impl.VersionMismatchException",
                        "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
                        "com.hazelcast.map.impl.operation.EntryOffloadableLockMismatchException",
                        "com.hazelcast.query.QueryException");
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
        StoreSerialization.register(config.getSerializationConfig());
    }

    private static void switchOff(Config config) {
        config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getCRDTReplicationConfig().setReplicationPeriodMillis(NEVER_MS); // there is none
        config.getManagementCenterConfig()
                .setScriptingEnabled(false)
                .setConsoleEnabled(false)
                .setDataAccessEnabled(false);
        config.getIntegrityCheckerConfig().setEnabled(false);
    }

    private static void maps(Config config, ClusterOptions options) {
        MapConfig map = new MapConfig(HazelcastStore.MAP_PREFIX + "*")
                .setBackupCount(BACKUPS)
                .setAsyncBackupCount(0)
                .setReadBackupData(false)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig(HigherTokenMergePolicy.class.getName(), MERGE_BATCH));
        if (options.coordinatorsConfigured() > 1) {
            SplitBrainProtectionConfig majority =
                    SplitBrainProtectionConfig.newRecentlyActiveSplitBrainProtectionConfigBuilder(
                                    PROTECTION, options.majority(), toleranceMs(options.timing()))
                            .build()
                            .setProtectOn(SplitBrainProtectionOn.READ_WRITE);
            config.addSplitBrainProtectionConfig(majority);
            map.setSplitBrainProtectionName(PROTECTION);
        }
        config.addMapConfig(map);
        // Vert.x loses registrations with a partition and never notices: as many copies as our own records.
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(BACKUPS)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(BACKUPS));
    }

    /** Two and a half heartbeats: a member that missed two does not count towards the majority any more. */
    private static int toleranceMs(TimingOptions timing) {
        return timing.heartbeatSeconds() * 2_500;
    }
}
