// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What watching costs: {@code Load jobs.jar dashboards perSecond turns seconds command...}: W3 as fast as it goes on
 * one node, in turns alone and with that many open dashboards and REST requests a second. The client runs on the same
 * processors; what it uses of them itself is told too.
 */
public final class Load {
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final long POLL_MS = 20;
    private static final String SLOTS = "2";
    private static final long WARM_MS = 10_000;
    /** Before a turn counts: the change of load has its own cost. */
    private static final long SETTLE_MS = 1_000;

    private static final Pattern READ =
            Pattern.compile("(?m)^penstock_task_records_in_total\\{[^}]*vertex=\"([^\"]*)\"[^}]*} (\\S+)$");

    private final NodeProcess node;
    private final int port;
    private final String job;
    private final List<Double> alone = new ArrayList<>();
    private final List<Double> watched = new ArrayList<>();
    private final List<Double> nodeAlone = new ArrayList<>();
    private final List<Double> nodeWatched = new ArrayList<>();
    private final List<Double> client = new ArrayList<>();

    private Load(NodeProcess node, Path jobs, Path data) throws Exception {
        this.node = node;
        this.port = Integer.parseInt(node.address().substring(node.address().lastIndexOf(':') + 1));
        await("slots", () -> SLOTS.equals(field("/v1/overview", "slots-available")));
        String body = "{\"entryClass\":\"" + WindowJob.class.getName() + "\",\"parallelism\":2,"
                + "\"programArgsList\":[\"9000000000000\",\"" + data + "\",\"generic\"]}";
        job = NodeProcess.field(node.post("/v1/jars/" + node.upload(jobs) + "/run", body), "jobid");
        await(
                "the job runs",
                () -> field("/v1/jobs/" + job + "/status", "status").equals("RUNNING"));
        Thread.sleep(WARM_MS);
    }

    private String field(String path, String name) {
        try {
            return NodeProcess.field(node.get(path), name);
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

    /** A moment: what the source has read, and the processor time that was used. */
    private record Moment(long ns, double read, long nodeCpuMs, long clientCpuNs) {}

    /** Metrics are read from the tasks when they are asked for; the REST API may be a second behind. */
    private Moment now() throws IOException {
        Map<String, Double> read = new TreeMap<>();
        Matcher lines = READ.matcher(node.get("/metrics"));
        while (lines.find()) read.merge(lines.group(1), Double.parseDouble(lines.group(2)), Double::sum);
        if (read.isEmpty()) throw new IllegalStateException("the job has no metrics");
        double most = read.values().stream().mapToDouble(d -> d).max().getAsDouble();
        return new Moment(System.nanoTime(), most, node.cpuMs(), clientCpuNs());
    }

    private static long clientCpuNs() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime();
    }

    private LoadClient.Result turn(int listeners, int perSecond, long ms) throws Exception {
        List<String> paths =
                List.of("/v1/overview", "/v1/jobs/overview", "/v1/jobs/" + job, "/v1/jobs/" + job + "/checkpoints");
        try (var load = new LoadClient(port, listeners, "topic=overview&topic=job/" + job, perSecond > 0)) {
            load.run(port, paths, perSecond, SETTLE_MS);
            Moment from = now();
            LoadClient.Result result = load.run(port, paths, perSecond, ms);
            Moment to = now();
            double seconds = (to.ns - from.ns) / 1e9;
            boolean quiet = perSecond == 0;
            (quiet ? alone : watched).add((to.read - from.read) / seconds / 1e6);
            (quiet ? nodeAlone : nodeWatched).add((to.nodeCpuMs - from.nodeCpuMs) / 1e3 / seconds);
            if (!quiet) client.add((to.clientCpuNs - from.clientCpuNs) / 1e9 / seconds);
            System.err.printf(
                    Locale.ROOT,
                    "%s: %.2f M/s, node %.2f cores, client %.2f cores; %s%n",
                    quiet ? "alone" : "watched",
                    (to.read - from.read) / seconds / 1e6,
                    (to.nodeCpuMs - from.nodeCpuMs) / 1e3 / seconds,
                    (to.clientCpuNs - from.clientCpuNs) / 1e9 / seconds,
                    result);
            return result;
        }
    }

    /** Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        int listeners = Integer.parseInt(args[1]);
        int perSecond = Integer.parseInt(args[2]);
        int turns = Integer.parseInt(args[3]);
        long ms = 1_000 * Long.parseLong(args[4]);
        List<String> command = List.of(args).subList(5, args.length);
        Path data = Files.createTempDirectory("penstock-load");
        List<String> options = List.of("-Dslot.count=" + SLOTS, "-Dweb.requestsPerSecondMax=0");
        try (var node = NodeProcess.startAlone(command, data, options)) {
            var load = new Load(node, Path.of(args[0]), Files.createDirectory(data.resolve("out")));
            var results = new ArrayList<LoadClient.Result>();
            for (int turn = 0; turn < turns; turn++) {
                load.turn(0, 0, ms);
                results.add(load.turn(listeners, perSecond, ms));
            }
            load.turn(0, 0, ms);
            load.print(listeners, results, turns * ms / 1e3);
        }
    }

    private void print(int listeners, List<LoadClient.Result> results, double seconds) {
        double before = median(alone);
        double after = median(watched);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"load\",\"java\":\"%s\",\"dashboards\":%d,\"answers_per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.1f,"
                        + "\"heard_MB_per_s\":%.2f,\"alone_M_per_s\":%.2f,\"watched_M_per_s\":%.2f,"
                        + "\"falls_percent\":%.1f,"
                        + "\"node_cores_alone\":%.2f,\"node_cores_watched\":%.2f,\"client_cores\":%.2f}%n",
                Runtime.version(),
                listeners,
                results.stream().mapToLong(LoadClient.Result::answers).sum() / seconds,
                median(results.stream().map(LoadClient.Result::p50Ms).toList()),
                results.stream().mapToDouble(LoadClient.Result::p99Ms).max().orElse(0),
                results.stream().mapToDouble(LoadClient.Result::heardMb).sum() / seconds,
                before,
                after,
                100 * (before - after) / before,
                median(nodeAlone),
                median(nodeWatched),
                median(client));
    }

    private static double median(List<Double> values) {
        return Median.of(values.stream().mapToDouble(d -> d).toArray());
    }
}
