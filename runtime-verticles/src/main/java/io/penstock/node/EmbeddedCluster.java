// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.api.ResourceProfile;
import io.penstock.client.ClusterClient;
import io.penstock.client.JobEnds;
import io.penstock.cluster.ClusterNode;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.NodeIdentity;
import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.NodeRole;
import io.penstock.config.NodeConfig;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.job.LocalPrograms;
import io.penstock.job.TaskMeters;
import io.penstock.node.MemberNode.Member;
import io.penstock.node.MemberNode.Vote;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A cluster within this JVM, on un-clustered Vert.x and a store in memory: one coordinator and some workers.
 * Thread-safe.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final long START_MS = 30_000;
    private static final long CLOSE_MS = 20_000;
    /** More than any test or laptop asks for: in this JVM slots are a matter of bookkeeping only. */
    private static final int SLOTS = 1 << 15;

    private static final ResourceProfile PLENTY = ResourceProfile.of(1L << 40, 1L << 40);

    private final NodeGround ground;
    private final List<MemberNode> members;

    private EmbeddedCluster(NodeGround ground, List<MemberNode> members) {
        this.ground = ground;
        this.members = members;
    }

    /**
     * What it consists of.
     *
     * @param workers at least 1
     * @param slotsPerWorker 0: more than anybody needs
     * @param workDir for files that end with it
     */
    public record Options(int workers, int slotsPerWorker, Path workDir, MachineTrace trace) {
        public Options {
            if (workers < 1) throw new IllegalArgumentException("a cluster needs at least one worker, not " + workers);
            if (slotsPerWorker < 0) throw new IllegalArgumentException("slots must not be negative: " + slotsPerWorker);
        }
    }

    /** Starts one and returns when it takes jobs. Blocks. */
    public static EmbeddedCluster start(Options options) {
        NodeIdentity identity = new NodeIdentity("local-1", Set.of(NodeRole.COORDINATOR, NodeRole.WORKER), Map.of());
        ClusterRuntime cluster = ClusterNode.local(identity, VertxSetups.local());
        NodeConfig config = NodeConfig.of(Map.of("node.mode", "local"));
        NodeGround ground = new NodeGround(cluster, config, options.workDir(), options.trace(), Optional.empty());
        List<ClusterMember> all = members(cluster.membership().self(), options.workers());
        List<MemberNode> started = new ArrayList<>();
        try {
            for (ClusterMember self : all) started.add(await(start(ground, config, self, all, options), START_MS));
            return new EmbeddedCluster(ground, List.copyOf(started));
        } catch (RuntimeException e) {
            new EmbeddedCluster(ground, started).close();
            throw e;
        }
    }

    private static List<ClusterMember> members(ClusterMember first, int workers) {
        List<ClusterMember> members = new ArrayList<>(List.of(first));
        for (int i = 2; i <= workers; i++) {
            members.add(new ClusterMember(
                    UUID.randomUUID().toString(), "local-" + i, Set.of(NodeRole.WORKER), first.host(), 0, Map.of()));
        }
        return members;
    }

    private static Future<MemberNode> start(
            NodeGround ground, NodeConfig config, ClusterMember self, List<ClusterMember> all, Options options) {
        Vote vote = self.isCoordinator() ? new Vote(self.name(), List.of(self.name()), new InMemoryVote()) : null;
        int slots = options.slotsPerWorker() == 0 ? SLOTS : options.slotsPerWorker();
        Member member = new Member(
                self,
                new Members(self, List.copyOf(all)),
                vote,
                (node, name, dataPort) -> offer(node, name, dataPort, slots));
        return MemberNode.start(ground, config, member, TaskMeters.NONE, reason -> {});
    }

    private static WorkerInfo offer(NodeId node, String name, int dataPort, int slots) {
        return new WorkerInfo(node, name, "127.0.0.1", dataPort, PLENTY, slots);
    }

    /** Submits, asks and cancels. */
    public ClusterClient client() {
        return members.get(0).coordinator().client();
    }

    /** Waits for jobs to end. */
    public JobEnds ends() {
        return members.get(0).coordinator().ends();
    }

    /** Programs that can be submitted by name. */
    public LocalPrograms programs() {
        return ground.programs();
    }

    /** Ends all that runs in it. Blocks, for a limited time. */
    @Override
    public void close() {
        Future<Void> stopped = Future.succeededFuture();
        for (int i = members.size() - 1; i >= 0; i--) {
            MemberNode member = members.get(i);
            stopped = stopped.transform(before -> member.stop());
        }
        await(
                stopped.otherwiseEmpty()
                        .compose(done -> ground.close())
                        .otherwiseEmpty()
                        .compose(done -> ground.cluster().close()),
                CLOSE_MS);
    }

    private static <T> T await(Future<T> future, long limitMs) {
        try {
            CompletableFuture<T> waiting = future.toCompletionStage().toCompletableFuture();
            return waiting.orTimeout(limitMs, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the local cluster did not start or stop: " + e.getCause(), e.getCause());
        }
    }
}
