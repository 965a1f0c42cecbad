// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.bus.NodeBus;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.async.Offload;
import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.Membership;
import io.penstock.config.NodeConfig;
import io.penstock.core.message.NodeId;
import io.penstock.effect.NodeClock;
import io.penstock.job.JarCache;
import io.penstock.job.JarStore;
import io.penstock.job.LocalPrograms;
import io.penstock.snapshot.SnapshotStores;
import io.penstock.snapshot.Snapshots;
import io.penstock.tls.TlsFiles;
import io.penstock.verticle.MachineTrace;
import io.penstock.verticle.NodeServices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;

/** What the parts of one process stand on, whatever roles it has. */
final class NodeGround {
    private static final int FILE_THREADS = 4;
    private static final int FILE_CALLS_MAX = 10_000;
    private static final long FILES_CLOSE_MS = 1_000;

    private final ClusterRuntime cluster;
    private final MachineTrace trace;
    private final Optional<TlsFiles> tls;
    private final Path workDir;
    private final NodeClock clock = NodeClock.start();
    private final Offload files = Offload.pool("penstock-file", FILE_THREADS, FILE_CALLS_MAX);
    private final LocalPrograms programs = new LocalPrograms();
    private final JarStore jars;
    private final JarCache jarCache;
    private final Snapshots snapshots;

    /** {@code workDir} holds files that end with the process. */
    NodeGround(ClusterRuntime cluster, NodeConfig config, Path workDir, MachineTrace trace, Optional<TlsFiles> tls) {
        this.cluster = cluster;
        this.tls = tls;
        this.trace = trace;
        this.workDir = workDir;
        this.jars = new JarStore(cluster, files);
        long mapBytesMax = config.checkpoint().hazelcastMaxBytes();
        this.snapshots = new Snapshots(cluster.store(), new SnapshotStores(cluster.store(), mapBytesMax));
        this.jarCache = new JarCache(jars, workDir.resolve("jars"), files);
    }

    ClusterRuntime cluster() {
        return cluster;
    }

    Vertx vertx() {
        return cluster.vertx();
    }

    /** For files that end with the process. */
    Path workDir() {
        return workDir;
    }

    /** Certificates; empty where nothing is encrypted. */
    Optional<TlsFiles> tls() {
        return tls;
    }

    NodeClock clock() {
        return clock;
    }

    Offload files() {
        return files;
    }

    LocalPrograms programs() {
        return programs;
    }

    JarStore jars() {
        return jars;
    }

    JarCache jarCache() {
        return jarCache;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** What the verticles of a member share, with its address open. */
    Future<NodeServices> services(ClusterMember member, Membership membership) {
        NodeBus bus = new NodeBus(vertx(), new NodeId(member.incarnation()));
        NodeServices services = new NodeServices(vertx(), cluster.store(), membership, bus, clock, trace, snapshots);
        return bus.open().map(services);
    }

    /** Frees what is not Vert.x's or the cluster's. */
    Future<Void> close() {
        snapshots.close();
        return files.call(() -> {
                    WorkDirs.delete(workDir);
                    return null;
                })
                .onComplete(done -> new Thread(() -> files.close(FILES_CLOSE_MS), "penstock-file-end").start())
                .mapEmpty();
    }
}
