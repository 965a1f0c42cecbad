// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.exchange.net.DataClient;
import io.penstock.exchange.net.DataServer;
import io.penstock.exchange.partition.PartitionStore;
import io.penstock.exchange.spill.SpillFiles;
import io.penstock.exchange.wire.RecordCodecs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A TaskExecutor's part of the data plane. Connecting a task costs microseconds whatever the parallelism: channels come
 * into being when first used. Thread-safe; no method but the factories blocks.
 *
 * <pre>{@code
 * TaskIo io = exchange.connect(wiring);
 * ...build the task from io, step it until it is DONE...
 * exchange.release(job, attempt, task.status() == TaskStatus.FINISHED);
 * ...the job is over...
 * exchange.releaseJob(job);
 * }</pre>
 *
 * <p>A task sees trouble with its channels as an exception from its step: ChannelLostException,
 * PartitionMissingException, PartitionWriteException.
 */
public final class ExchangeService {
    private static final int LOCAL_IO_THREADS = 2;

    /** Beside the jobs' directories, whose names are their ids. */
    private static final String SPILLS = "spill";

    private final NodeId self;
    private final PartitionStore partitions;
    private final SpillFiles spills;
    private final Map<JobId, JobExchange> jobs = new ConcurrentHashMap<>();
    private final @Nullable DataClient client;
    private final @Nullable DataServer server;
    private final @Nullable SubscriptionDesk desk;

    /**
     * A service that reaches only tasks in the same JVM (local mode). Partition files go to the system's directory for
     * temporary files.
     *
     * @throws UncheckedIOException if that cannot be used
     */
    public ExchangeService(NodeId self) {
        this.self = self;
        try {
            Path dir = Path.of(System.getProperty("java.io.tmpdir"), "penstock-" + self);
            this.partitions = new PartitionStore(dir, LOCAL_IO_THREADS);
            this.spills = new SpillFiles(dir.resolve(SPILLS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.client = null;
        this.server = null;
        this.desk = null;
    }

    private ExchangeService(NodeId self, PartitionStore partitions, Vertx vertx, ExchangeOptions options) {
        this.self = self;
        this.partitions = partitions;
        this.spills = new SpillFiles(options.partitionDir().resolve(SPILLS));
        this.client = new DataClient(vertx, options.client(), self);
        this.desk = new SubscriptionDesk(vertx, partitions, options.openTimeoutMs(), jobs);
        this.server = new DataServer(vertx, options.server(), self, desk);
    }

    /**
     * A service that other workers can reach.
     *
     * @param self this process's node id: others that expect another one are turned away
     * @return fails if the directory or the address cannot be used
     */
    public static Future<ExchangeService> start(Vertx vertx, NodeId self, ExchangeOptions options) {
        ExchangeService service;
        try {
            PartitionStore partitions = new PartitionStore(options.partitionDir(), options.ioThreads());
            service = new ExchangeService(self, partitions, vertx, options);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        return service.listen();
    }

    private Future<ExchangeService> listen() {
        return server == null ? Future.succeededFuture(this) : server.listen().map(this);
    }

    /** Files for what tasks on this worker cannot hold in memory. */
    public SpillFiles spills() {
        return spills;
    }

    /** Where other workers fetch records from this one; 0 in local mode. */
    public int dataPort() {
        return server == null ? 0 : server.port();
    }

    /**
     * Gives a task its channels. Ends that are not deployed yet are waited for, in their channels.
     *
     * @throws StaleAttemptException if a newer attempt of the subtask is known
     */
    public TaskIo connect(TaskWiring wiring) {
        boolean[] isNew = new boolean[1];
        JobExchange job = jobs.computeIfAbsent(wiring.job(), id -> {
            isNew[0] = true;
            RecordCodecs codecs = new RecordCodecs(wiring.jobLoader(), wiring.serializers());
            return new JobExchange(new Surroundings(self, codecs, client, partitions));
        });
        if (isNew[0] && desk != null) {
            if (wiring.placements().workers().size() > 1) RecordCodecs.warmUpInBackground();
            desk.deployed(wiring.job(), job);
        }
        return job.connect(wiring);
    }

    /**
     * An attempt has ended, or never will (stuck). Unless it finished, what it sent and nobody read is dropped.
     * Idempotent, and without effect on other attempts of the subtask.
     */
    public void release(JobId job, AttemptId attempt, boolean finished) {
        JobExchange exchange = jobs.get(job);
        if (exchange != null) exchange.release(attempt, finished);
    }

    /** The finished partitions of a job on this worker. */
    public List<PartitionId> partitions(JobId job) {
        return partitions.partitions(job);
    }

    /** Nobody needs the partition any more. Idempotent. */
    public void releasePartition(JobId job, PartitionId partition) {
        partitions.delete(job, partition);
    }

    /** The job is over: drops all its channels, partitions and codecs. Idempotent. */
    public void releaseJob(JobId job) {
        JobExchange exchange = jobs.remove(job);
        if (exchange != null) exchange.close();
        partitions.deleteJob(job);
    }

    /** A worker is known to be gone: its channels fail now, not when its sockets are found dead. */
    public void workerLost(NodeId worker) {
        if (client != null) client.lose(worker);
    }

    /** Closes all connections and files. */
    public Future<Void> close() {
        for (JobId job : List.copyOf(jobs.keySet())) releaseJob(job);
        partitions.close();
        if (client == null || server == null) return Future.succeededFuture();
        return client.close().eventually(server::close);
    }
}
