// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.ClusterNode;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.journal.DurableVoteFile;
import io.penstock.cluster.journal.VoteFile;
import io.penstock.config.NodeConfig;
import io.penstock.config.NodeConfig.Mode;
import io.penstock.node.MemberNode.Member;
import io.penstock.node.MemberNode.Offer;
import io.penstock.node.MemberNode.Vote;
import io.penstock.tls.TlsFiles;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node. Thread-safe. */
public final class PenstockNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PenstockNode.class);
    private static final long START_MS = 90_000;
    private static final int ENDED_AS_TOLD = 0;
    private static final int ENDED_BY_ITSELF = 1;

    private final NodeConfig config;
    private final NodeGround ground;
    private final NodeMeters meters;
    private final CompletableFuture<Integer> end;
    private @Nullable MemberNode member;
    private @Nullable WebPart web;

    private PenstockNode(
            NodeConfig config, ClusterRuntime cluster, CompletableFuture<Integer> end, Optional<TlsFiles> tls) {
        this.config = config;
        this.meters = new NodeMeters(config.metrics());
        this.end = end;
        Path workDir = WorkDirs.ofThisProcess(
                config.node().dataDir(), cluster.membership().self().incarnation());
        this.ground = new NodeGround(cluster, config, workDir, MachineTrace.NONE, tls);
        cluster.vertx().exceptionHandler(new Uncaught(ground.clock()::nowMs));
        cluster.beforeClose(this::stop);
    }

    /**
     * Starts a node and returns once it serves: HTTP listens (on a coordinator) and its slots are offered (on a
     * worker). A node of a cluster that has no leader yet returns without waiting for one.
     *
     * @throws IllegalStateException if it cannot start, with the reason in words a person can act on
     */
    public static PenstockNode start(NodeConfig config) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        NodeNames names = NodeNames.of(config);
        Exposure.of(config).forEach(LOG::warn);
        Optional<TlsFiles> tls = TlsFiles.open(config.tls());
        Future<ClusterRuntime> cluster = config.node().mode() == Mode.LOCAL
                ? Future.succeededFuture(ClusterNode.local(names.identity(), VertxSetups.local()))
                : ClusterNode.start(
                        ClusterSettings.of(config, names),
                        Optional.of(ClusterSettings.journal(config)),
                        VertxSetups.clustered(tls),
                        new NodeEnd(end));
        PenstockNode node = new PenstockNode(config, await(cluster), end, tls);
        try {
            await(node.startParts(names));
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private Future<Void> startParts(NodeNames names) {
        return secureBus()
                .compose(secured -> votes())
                .compose(votes -> MemberNode.start(ground, config, member(names, votes), meters, this::broken))
                .compose(started -> {
                    member = started;
                    if (!config.node().isCoordinator()) return Future.succeededFuture();
                    WebPart part = new WebPart(ground, config, started);
                    web = part;
                    return part.start();
                })
                .compose(done -> serving())
                .onSuccess(done -> later());
    }

    private Future<Void> secureBus() {
        return config.node().mode() == Mode.LOCAL
                ? Future.succeededFuture()
                : ground.tls().map(tls -> tls.renewBus(ground.vertx())).orElseGet(Future::succeededFuture);
    }

    /** What need not be done before the node serves. */
    private void later() {
        long reloadMs = config.tls().reloadMs();
        if (reloadMs > 0) {
            ground.tls()
                    .ifPresent(tls -> ground.vertx()
                            .setPeriodic(
                                    reloadMs,
                                    timer -> ground.files().call(() -> {
                                        tls.reload();
                                        return null;
                                    })));
        }
        meters.warmUp(ground.files());
        ground.files().call(() -> {
            WorkDirs.clearLeftovers(config.node().dataDir());
            return null;
        });
    }

    private Future<@Nullable VoteFile> votes() {
        if (!config.node().isCoordinator()) return Future.succeededFuture(null);
        if (config.node().mode() == Mode.LOCAL) return Future.succeededFuture(new InMemoryVote());
        return DurableVoteFile.open(config.node().dataDir()).map(file -> file);
    }

    private Member member(NodeNames names, @Nullable VoteFile votes) {
        Vote vote = votes == null ? null : new Vote(names.voter(), names.voters(), votes);
        Offer offer = config.node().isWorker()
                ? (node, name, dataPort) -> WorkerParts.info(config, node, name, dataPort)
                : null;
        return new Member(ground.cluster().membership().self(), ground.cluster().membership(), vote, offer);
    }

    /** The only coordinator of its cluster leads at once, so its own slots can be waited for. */
    private Future<Void> serving() {
        MemberNode started = member;
        boolean alone = config.node().isCoordinator()
                && (config.node().mode() == Mode.LOCAL
                        || config.cluster().coordinators().size() == 1);
        return started == null || !alone
                ? Future.succeededFuture()
                : started.serving(config.node().isWorker());
    }

    /**
     * Where the REST API answers, with the real port.
     *
     * @throws IllegalStateException on a node that is no coordinator
     */
    public URI web() {
        WebPart part = web;
        if (part == null) throw new IllegalStateException("no REST API on this node");
        return part.address();
    }

    /** A token for that API, for whoever started this node; null where none is needed. */
    public @Nullable String ownToken() {
        WebPart part = web;
        return part == null ? null : part.ownToken();
    }

    /** Waits until the node has ended by itself or by {@link #close()}; returns the process's exit code. */
    public int awaitEnd() {
        return end.join();
    }

    /** Says goodbye and stops, within {@code node.shutdownTimeoutMs}. Idempotent. */
    @Override
    public void close() {
        try {
            ground.cluster()
                    .close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(config.node().shutdownTimeoutMs(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the node did not stop within {} ms", config.node().shutdownTimeoutMs());
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.warn("the node did not stop in order", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.complete(ENDED_AS_TOLD);
    }

    /** First nobody asks any more, then slots and leadership are given back, then files go. */
    private Future<?> stop() {
        WebPart part = web;
        MemberNode running = member;
        return (part == null ? Future.<Void>succeededFuture() : part.stop())
                .otherwiseEmpty()
                .compose(gone -> running == null ? Future.<Void>succeededFuture() : running.stop())
                .otherwiseEmpty()
                .compose(gone -> ground.close())
                .otherwiseEmpty()
                .onComplete(gone -> meters.close());
    }

    private void broken(String reason) {
        LOG.error("this node cannot go on and ends: {}", reason);
        Thread thread = new Thread(
                () -> {
                    end.complete(ENDED_BY_ITSELF);
                    close();
                },
                "penstock-end");
        thread.start();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(START_MS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            String why = cause instanceof TimeoutException
                    ? "it was not ready after " + START_MS + " ms"
                    : String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
            throw new IllegalStateException(why, cause);
        }
    }
}
