// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import io.penstock.metrics.TaskMetrics;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of one node, checked. The {@code read} methods below are the only table of keys, defaults, ranges and
 * explanations; {@code config/node.yaml} repeats it for operators, and a test keeps the two equal.
 */
public record NodeConfig(
        Node node,
        Cluster cluster,
        WebConfig web,
        AuthConfig auth,
        TlsConfig tls,
        Exchange exchange,
        Slot slot,
        Job job,
        Restart restart,
        Checkpoint checkpoint,
        Savepoint savepoint,
        Task task,
        Heartbeat heartbeat,
        History history,
        Metrics metrics,
        List<Setting> settings) {

    /** How a node takes part. */
    public enum Mode {
        /** One JVM, no cluster: demos, tests, debugging. */
        LOCAL,
        /** A long-lived cluster that runs many jobs. */
        SESSION,
        /** A cluster for one job, gone with it. */
        PER_JOB
    }

    /** What a node does for the cluster. */
    public enum Role {
        /** Takes part in elections, keeps records, may lead, serves HTTP. */
        COORDINATOR,
        /** Offers slots and runs tasks. */
        WORKER
    }

    /** How a worker's total resources become slots. */
    public enum Cutting {
        /** Equal slots, fixed at start. */
        UNIFORM,
        /** Each slot as large as its request, until the total is used up. */
        FINE_GRAINED
    }

    /** Reads and checks everything; throws {@link ConfigException} that names all problems at once. */
    public static NodeConfig load(ConfigSources sources) {
        Set<String> keys = new LinkedHashSet<>();
        read(new SettingsReader(sources.base(), Map.of())).settings().forEach(setting -> keys.add(setting.key()));
        return read(new SettingsReader(sources.base(), sources.merge(keys)));
    }

    /** The defaults with some keys set: for tests and embedded nodes. Throws {@link ConfigException}. */
    public static NodeConfig of(Map<String, String> keys) {
        return load(ConfigSources.only(keys));
    }

    private static NodeConfig read(SettingsReader from) {
        Node node = Node.read(from);
        Cluster cluster = Cluster.read(from);
        if (cluster.port == 0 && node.isCoordinator() && node.mode != Mode.LOCAL) {
            from.reject("cluster.port", "must be a port the other nodes know, on a coordinator");
        }
        WebConfig web = WebConfig.read(from);
        AuthConfig auth = AuthConfig.read(from);
        TlsConfig tls = TlsConfig.read(from);
        web.mustBeGuarded(from, auth);
        Exchange exchange = Exchange.read(from);
        Slot slot = Slot.read(from);
        Job job = Job.read(from);
        Restart restart = Restart.read(from);
        Checkpoint checkpoint = Checkpoint.read(from);
        Savepoint savepoint = Savepoint.read(from);
        Task task = Task.read(from);
        Heartbeat heartbeat = Heartbeat.read(from);
        History history = History.read(from);
        Metrics metrics = Metrics.read(from);
        List<Setting> table = from.finish();
        return new NodeConfig(
                node,
                cluster,
                web,
                auth,
                tls,
                exchange,
                slot,
                job,
                restart,
                checkpoint,
                savepoint,
                task,
                heartbeat,
                history,
                metrics,
                table);
    }

    /** Who this node is and where it keeps its files. */
    public record Node(
            String name, Mode mode, Set<Role> roles, Path dataDir, Path pluginDir, int heapMb, long shutdownTimeoutMs) {

        public boolean isCoordinator() {
            return roles.contains(Role.COORDINATOR);
        }

        public boolean isWorker() {
            return roles.contains(Role.WORKER);
        }

        static Node read(SettingsReader from) {
            Node node = new Node(
                    from.text("node.name", "", "Name shown to people; empty: host name and process id."),
                    from.choice(
                            "node.mode",
                            Mode.SESSION,
                            "One JVM without a cluster, a cluster for many jobs, or for one."),
                    from.choices("node.roles", Role.class, "What this node does: coordinate, run tasks, or both."),
                    from.path(
                            "node.dataDir", "data", "Journal, uploaded jars, spilled partitions, class data archive."),
                    from.path(
                            "node.pluginDir",
                            "plugins",
                            "Jars with strategies found by ServiceLoader; may be missing."),
                    from.whole(
                            "node.heapMb", 512, Range.of(32, 1 << 20, "MiB"), "Heap the launch script gives the JVM."),
                    from.millis(
                            "node.shutdownTimeoutMs",
                            10_000,
                            0,
                            Range.HOUR_MS,
                            "Time for an orderly goodbye before the JVM halts."));
            if (node.mode == Mode.LOCAL && node.roles.size() < 2) {
                from.reject("node.roles", "must be coordinator, worker in local mode");
            }
            return node;
        }
    }

    /** How nodes find and call each other; {@code hazelcast} holds the properties from Hazelcast's own file. */
    public record Cluster(
            String name,
            String host,
            int port,
            List<String> coordinators,
            int busPort,
            Optional<Path> secretFile,
            long requestTimeoutMs,
            Map<String, String> hazelcast) {
        public Cluster {
            hazelcast = Collections.unmodifiableMap(hazelcast);
        }

        static Cluster read(SettingsReader from) {
            Cluster cluster = new Cluster(
                    from.name("cluster.name", "penstock", "Nodes of different names never join."),
                    from.text(
                            "cluster.host",
                            "127.0.0.1",
                            "Address for cluster traffic; keep it private, see docs/security.md."),
                    from.port(
                            "cluster.port",
                            5701,
                            0,
                            "Port of membership and store (Hazelcast); 0, any free one, for workers only."),
                    from.list(
                            "cluster.coordinators",
                            "127.0.0.1:5701",
                            "host:port of every coordinator, the same list on all nodes."),
                    from.port("cluster.busPort", 0, 0, "Port of the event bus; 0: any free one."),
                    from.file("cluster.secretFile", "File with a secret; nodes without the same one cannot join."),
                    from.millis(
                            "cluster.requestTimeoutMs",
                            3_000,
                            10,
                            Range.HOUR_MS,
                            "How long a request to another node waits for its answer."),
                    HazelcastFile.properties(from.path(
                            "cluster.hazelcastConfig",
                            "config/hazelcast.yaml",
                            "Properties of Hazelcast; may be missing: the same values are built in.")));
            for (String coordinator : cluster.coordinators) {
                if (!coordinator.matches(".+:\\d{1,5}"))
                    from.reject("cluster.coordinators", "must be a list of host:port");
            }
            if (cluster.coordinators.isEmpty()) from.reject("cluster.coordinators", "must name at least one host:port");
            return cluster;
        }
    }

    /** The data plane between nodes. */
    public record Exchange(String host, int port) {
        static Exchange read(SettingsReader from) {
            return new Exchange(
                    from.text("exchange.host", "127.0.0.1", "Address where other workers fetch records."),
                    from.port("exchange.port", 0, 0, "Port for records; 0: any free one."));
        }
    }

    /** What a worker offers. Zero stands for the machine's own number. */
    public record Slot(
            int count,
            Cutting cutting,
            double cpu,
            int heapMb,
            Map<String, Double> extras,
            String matching,
            long idleTimeoutMs,
            int spare) {
        public Slot {
            extras = Collections.unmodifiableMap(extras);
        }

        static Slot read(SettingsReader from) {
            return new Slot(
                    from.whole(
                            "slot.count",
                            0,
                            Range.of(0, 10_000, "slots"),
                            "Slots this worker offers; 0: one per processor."),
                    from.choice(
                            "slot.cutting", Cutting.UNIFORM, "Equal slots, or slots cut to the size of each request."),
                    from.real(
                            "slot.cpu",
                            0,
                            Range.of(0, 10_000, "processors"),
                            "Processors of all slots together; 0: the machine's."),
                    from.whole(
                            "slot.heapMb", 0, Range.of(0, 1 << 20, "MiB"), "Heap of all slots together; 0: the JVM's."),
                    from.amounts("slot.extras", "Further named resources of all slots together, such as gpu=1."),
                    from.plugin(
                            "slot.matching", "spread", "spread, pack, local", "Which free slot a requirement gets."),
                    from.millis(
                            "slot.idleTimeoutMs",
                            10_000,
                            0,
                            Range.HOUR_MS,
                            "How long a job keeps a slot it has no use for."),
                    from.whole(
                            "slots.spare",
                            0,
                            Range.of(0, 10_000, "slots"),
                            "Free slots kept for jobs that lose some."));
        }
    }

    /** Defaults for jobs that do not say otherwise. */
    public record Job(String scheduling, String failover, long orphanTimeoutMs) {
        static Job read(SettingsReader from) {
            return new Job(
                    from.plugin(
                            "job.scheduling",
                            "pipelined-region",
                            "eager, lazy-from-sources, pipelined-region",
                            "In which order subtasks are deployed."),
                    from.plugin(
                            "job.failover", "region", "region, all, individual", "What restarts when a subtask fails."),
                    from.millis(
                            "job.orphanTimeoutMs",
                            300_000,
                            1_000,
                            Range.YEAR_MS,
                            "A worker cancels tasks whose JobMaster is silent this long."));
        }
    }

    /** How jobs that do not say otherwise take checkpoints. */
    public record Checkpoint(
            long intervalMs,
            long minPauseMs,
            long timeoutMs,
            int toleratedFailures,
            int retained,
            String store,
            String directory,
            long hazelcastMaxBytes,
            long alignedTimeoutMs) {
        private static final long MIB = 1L << 20;
        private static final long TIME_MAX_MS = 240 * Range.HOUR_MS;

        static Checkpoint read(SettingsReader from) {
            Checkpoint checkpoint = new Checkpoint(
                    from.millis(
                            "checkpoint.intervalMs",
                            10_000,
                            0,
                            TIME_MAX_MS,
                            "Streaming jobs: time between checkpoints; 0: none."),
                    from.millis("checkpoint.minPauseMs", 0, 0, TIME_MAX_MS, "Least pause from one to the next."),
                    from.millis(
                            "checkpoint.timeoutMs",
                            600_000,
                            1,
                            TIME_MAX_MS,
                            "A checkpoint that takes longer has failed."),
                    from.whole(
                            "checkpoint.toleratedFailures",
                            -1,
                            Range.of(-1, Integer.MAX_VALUE, "failures"),
                            "Failed ones in a row after which a job fails over; -1: never."),
                    from.whole("checkpoint.retained", 1, Range.of(1, 999, "checkpoints"), "How many are kept."),
                    from.choice("checkpoint.store", Store.HAZELCAST, "Replicated in memory, or a directory.")
                            .key(),
                    from.text("checkpoint.directory", "", "For the store directory: a path that every node sees."),
                    from.whole(
                                    "checkpoint.hazelcastMaxMb",
                                    256,
                                    Range.of(1, 1 << 20, "MiB"),
                                    "For the store hazelcast: all checkpoints of all jobs together.")
                            * MIB,
                    from.millis(
                            "checkpoint.alignedTimeoutMs",
                            0,
                            0,
                            0,
                            "Barriers never overtake records: there are no unaligned checkpoints yet."));
            if (checkpoint.store.equals(Store.DIRECTORY.key()) && checkpoint.directory.isEmpty())
                from.reject("checkpoint.directory", "must be set when checkpoint.store is directory");
            return checkpoint;
        }

        /** Where checkpoints go. */
        public enum Store {
            HAZELCAST,
            DIRECTORY;

            String key() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** Where savepoints go that name no directory. */
    public record Savepoint(String directory) {
        static Savepoint read(SettingsReader from) {
            return new Savepoint(from.text(
                    "savepoint.directory", "", "Where savepoints go that name no target; every node must see it."));
        }
    }

    /** When a failed job starts again. */
    public record Restart(
            String strategy, long delayMs, int attemptsMax, Backoff backoff, int failuresMax, long failuresWithinMs) {
        static Restart read(SettingsReader from) {
            return new Restart(
                    from.plugin(
                            "restart.strategy",
                            "exponential-delay",
                            "exponential-delay, fixed-delay, failure-rate, none",
                            "When a failed job starts again."),
                    from.millis(
                            "restart.delayMs",
                            1_000,
                            0,
                            Range.YEAR_MS,
                            "fixed-delay and failure-rate: pause before each restart."),
                    from.whole(
                            "restart.attemptsMax",
                            10,
                            Range.of(0, Integer.MAX_VALUE, "restarts"),
                            "fixed-delay: then the job fails."),
                    Backoff.read(from),
                    from.whole(
                            "restart.failuresMax",
                            5,
                            Range.of(1, Integer.MAX_VALUE, "failures"),
                            "failure-rate: more of them within the interval fail the job."),
                    from.millis("restart.failuresWithinMs", 60_000, 1, Range.YEAR_MS, "failure-rate: the interval."));
        }
    }

    /** The exponential-delay restart strategy. */
    public record Backoff(long initialMs, long maxMs, double multiplier, double jitter, long resetAfterMs) {
        static Backoff read(SettingsReader from) {
            Backoff backoff = new Backoff(
                    from.millis(
                            "restart.initialBackoffMs", 100, 1, Range.YEAR_MS, "exponential-delay: the first pause."),
                    from.millis(
                            "restart.maxBackoffMs", 60_000, 1, Range.YEAR_MS, "exponential-delay: the longest pause."),
                    from.real(
                            "restart.backoffMultiplier",
                            2,
                            Range.of(1, 100, ""),
                            "exponential-delay: growth of the pause per failure."),
                    from.real(
                            "restart.jitter",
                            0.1,
                            Range.of(0, 1, ""),
                            "exponential-delay: share of the pause added or taken at random."),
                    from.millis(
                            "restart.resetAfterMs",
                            600_000,
                            1,
                            Range.YEAR_MS,
                            "exponential-delay: quiet time that forgets earlier failures."));
            if (backoff.maxMs < backoff.initialMs) {
                from.reject(
                        "restart.maxBackoffMs",
                        "must not be below restart.initialBackoffMs (" + backoff.initialMs + ")");
            }
            return backoff;
        }
    }

    /** Tasks on a worker. */
    public record Task(int threads, long cancelTimeoutMs) {
        static Task read(SettingsReader from) {
            return new Task(
                    from.whole(
                            "task.threads",
                            0,
                            Range.of(0, 1_024, "threads"),
                            "Threads that step tasks; 0: one per processor."),
                    from.millis(
                            "task.cancelTimeoutMs",
                            30_000,
                            1,
                            Range.YEAR_MS,
                            "A task that has not stopped by then is interrupted and its slot isolated."));
        }
    }

    /** How the silence of a node is judged. */
    public record Heartbeat(long intervalMs, long suspectAfterMs, long deadAfterMs) {
        static Heartbeat read(SettingsReader from) {
            Heartbeat beat = new Heartbeat(
                    from.millis("heartbeat.intervalMs", 500, 10, Range.HOUR_MS, "Time between two beats."),
                    from.millis(
                            "heartbeat.suspectAfterMs",
                            2_000,
                            20,
                            Range.HOUR_MS,
                            "Silence after which a node is asked, not yet given up."),
                    from.millis(
                            "heartbeat.deadAfterMs",
                            3_000,
                            30,
                            Range.YEAR_MS,
                            "Silence after which a node counts as lost."));
            if (beat.suspectAfterMs <= beat.intervalMs) {
                from.reject("heartbeat.suspectAfterMs", "must be above heartbeat.intervalMs (" + beat.intervalMs + ")");
            }
            if (beat.deadAfterMs <= beat.suspectAfterMs) {
                from.reject(
                        "heartbeat.deadAfterMs",
                        "must be above heartbeat.suspectAfterMs (" + beat.suspectAfterMs + ")");
            }
            return beat;
        }
    }

    /** What is kept of jobs that have ended. */
    public record History(int jobsMax, long ageMaxMs) {
        static History read(SettingsReader from) {
            return new History(
                    from.whole(
                            "history.jobsMax",
                            200,
                            Range.of(0, 100_000, "jobs"),
                            "Ended jobs kept; the oldest go first."),
                    from.millis(
                            "history.ageMaxMs",
                            7 * 24 * Range.HOUR_MS,
                            1,
                            100 * Range.YEAR_MS,
                            "Ended jobs older than this go."));
        }
    }

    /** What is measured how finely. */
    public record Metrics(TaskMetrics.Level level, int subtasksMax) {
        static Metrics read(SettingsReader from) {
            return new Metrics(
                    from.choice("metrics.level", TaskMetrics.Level.SUBTASK, "What gets a series of its own on a node."),
                    from.whole(
                            "metrics.subtasksMax",
                            64,
                            Range.of(0, 100_000, "subtasks"),
                            "A vertex with more subtasks on a node is reported as one series."));
        }
    }
}
