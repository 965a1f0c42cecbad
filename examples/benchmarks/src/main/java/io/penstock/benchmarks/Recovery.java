// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * R1 and R1b: {@code Recovery kill|freeze jobs.jar runs command...}: under W3 at 100,000 events/s with a checkpoint
 * each second, a worker's process is killed or stopped; from then until every sink subtask emits results in a new
 * attempt. Everything else is default.
 */
public final class Recovery {
    private static final int PARALLELISM = 4;
    private static final int WORKERS = 3;
    private static final long PER_SECOND = 100_000;
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final long POLL_MS = 2;
    /** Long enough for a first checkpoint. */
    private static final long WARM_MS = 2_000;

    private final boolean freezing;
    private final List<String> command;
    private final Path data;
    private final int clusterPort = Ports.free();
    private final List<NodeProcess> workers = new ArrayList<>();
    private final NodeProcess coordinator;
    private int started;

    /** How long it took from the harm until the job knew, from then until its tasks were deployed, and in all; ms. */
    private record Times(double known, double deployed, double results) {}

    private Recovery(boolean freezing, List<String> command) throws Exception {
        this.freezing = freezing;
        this.command = command;
        this.data = Files.createTempDirectory("penstock-r1");
        coordinator = NodeProcess.start(command, Ports.free(), data.resolve("c"), options("coordinator", clusterPort));
        for (int i = 0; i < WORKERS; i++) workers.add(startWorker());
        awaitWorkers();
    }

    private List<String> options(String roles, int port) {
        return List.of(
                "-Dnode.roles=" + roles,
                "-Dnode.name=" + roles + "-" + started++,
                "-Dcluster.port=" + port,
                "-Dcluster.coordinators=127.0.0.1:" + clusterPort,
                "-Dslot.count=2");
    }

    private NodeProcess startWorker() throws Exception {
        return NodeProcess.start(command, 0, data.resolve("w" + started), options("worker", 0));
    }

    private void awaitWorkers() throws Exception {
        await("workers", () -> field("/v1/overview", "taskmanagers").equals(Integer.toString(WORKERS)));
    }

    private String field(String path, String name) throws Exception {
        try {
            return NodeProcess.field(coordinator.get(path), name);
        } catch (IllegalStateException notNow) {
            return "";
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("not within a minute: " + what);
            Thread.sleep(POLL_MS);
        }
    }

    private String submit(Path jobs, int beaconPort) throws Exception {
        String jar = coordinator.upload(jobs);
        String body = "{\"entryClass\":\"" + RecoveryJob.class.getName() + "\",\"parallelism\":" + PARALLELISM
                + ",\"options\":{\"checkpoint.intervalMs\":\"1000\"},\"programArgsList\":[\"9000000000000\",\""
                + PER_SECOND + "\",\"-\",\"" + beaconPort + "\"]}";
        return NodeProcess.field(coordinator.post("/v1/jars/" + jar + "/run", body), "jobid");
    }

    /** A job of its own for each kill: the pause before a restart grows with the job's earlier failures. */
    private Times harmOne(Path jobs, Random random) throws Exception {
        try (var beacon = new Beacon.Listener()) {
            String job = submit(jobs, beacon.port());
            await("first results", () -> beacon.attempts().size() == PARALLELISM);
            Thread.sleep(WARM_MS + random.nextInt(1_000)); // the kill comes anywhere between two checkpoints
            NodeProcess victim = workers.remove(random.nextInt(workers.size()));
            Map<Integer, Integer> before = beacon.attempts();
            long harmedMs = System.currentTimeMillis();
            long harmedNs = System.nanoTime();
            if (freezing) victim.freeze();
            else victim.kill();
            await("results from every subtask", () -> beacon.allSinceNs(before) >= 0);
            double ms = (beacon.allSinceNs(before) - harmedNs) / 1e6;
            if (freezing) victim.kill();
            String report = coordinator.get("/v1/jobs/" + job);
            double known = Double.parseDouble(NodeProcess.field(report, "RESTARTING")) - harmedMs;
            double deployed = Double.parseDouble(NodeProcess.field(report, "RUNNING")) - harmedMs;
            String restored = field("/v1/jobs/" + job + "/checkpoints", "restored");
            if (!restored.equals("1")) throw new IllegalStateException("the job did not go back to a checkpoint");
            coordinator.patch("/v1/jobs/" + job + "?mode=cancel");
            workers.add(startWorker());
            awaitWorkers();
            await(
                    "all slots are free",
                    () -> field("/v1/overview", "slots-available").equals(Integer.toString(2 * WORKERS)));
            return new Times(known, deployed - known, ms);
        }
    }

    /** Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        boolean freezing = args[0].equals("freeze");
        Path jobs = Path.of(args[1]);
        int runs = Integer.parseInt(args[2]);
        Random random = new Random(1);
        var recovery = new Recovery(freezing, List.of(args).subList(3, args.length));
        try {
            var times = new ArrayList<Times>();
            for (int run = 0; run < runs; run++) {
                times.add(recovery.harmOne(jobs, random));
                System.err.println("run " + run + ": " + times.get(run));
            }
            print(freezing ? "r1b" : "r1", times);
        } finally {
            recovery.close();
        }
    }

    private static void print(String name, List<Times> times) {
        double[] results = sorted(times, Times::results);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"%s\",\"java\":\"%s\",\"runs\":%d,\"p50_ms\":%.0f,\"worst_ms\":%.0f,"
                        + "\"p50_until_known_ms\":%.0f,\"p50_known_until_deployed_ms\":%.0f}%n",
                name,
                Runtime.version(),
                times.size(),
                Median.of(results),
                results[results.length - 1],
                Median.of(sorted(times, Times::known)),
                Median.of(sorted(times, Times::deployed)));
    }

    private static double[] sorted(List<Times> times, ToDoubleFunction<Times> part) {
        return times.stream().mapToDouble(part).sorted().toArray();
    }

    private void close() throws Exception {
        for (NodeProcess worker : workers) worker.close();
        coordinator.close();
    }
}
