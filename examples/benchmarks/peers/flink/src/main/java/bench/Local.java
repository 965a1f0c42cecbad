// SPDX-License-Identifier: Apache-2.0
package bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a workload in this JVM on Flink's local environment (parallelism 2): warm=1 unmeasured, then runs=3. */
public final class Local {
    public static void main(String[] args) throws Exception {
        Args a = new Args(args);
        String name = a.get("case", "");
        int warm = a.small("warmups", 1), runs = a.small("runs", 3);
        List<Double> rate = new ArrayList<>();
        String extra = "";
        for (int r = -warm, tries = 2 * runs; r < runs; r++) {
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createLocalEnvironment(a.small("par", 2), conf(a));
            Jobs.build(env, a);
            if (name.equals("w6")) {
                Latency.FROM_EVENT.reset();
                Latency.FROM_WINDOW_END.reset();
                GenSource.startNanos = System.nanoTime() + 3_000_000_000L;
            }
            Thread meter = name.equals("w6") ? meter(a) : null;
            long t0 = System.nanoTime(), other0 = otherCpuMs();
            JobExecutionResult res = env.execute(name);
            double wall = (System.nanoTime() - t0) / 1e9, other = (otherCpuMs() - other0) / 1e3 / wall;
            if (r >= 0 && other * 100 > OTHERS_MAX_PERCENT && tries-- > 0 && !name.equals("w7") && !name.equals("w6")) {
                System.err.printf("run %d repeated: other processes used %.2f cores%n", r--, other);
                continue;
            }
            if (r >= 0) foreign = Math.max(foreign, other);
            if (name.equals("w6")) {
                if (r < 0) continue;
                meter.join();
                latency(a, "last_event", Latency.FROM_EVENT);
                latency(a, "window_end", Latency.FROM_WINDOW_END);
                continue;
            }
            if (name.equals("w7")) {
                System.err.printf("run %d wall %.2f s, other cpu %.2f cores%n", r, wall, other);
                System.out.println(wall + " " + other);
                continue;
            }
            long n = a.num("n", 0) * (name.equals("w2") ? 10 : 1);
            double secs = (res.<Long>getAccumulatorResult("closeMs") - res.<Long>getAccumulatorResult("openMs")) / 1e3;
            long ck = res.<Long>getAccumulatorResult("checkpoints");
            if (r >= 0) rate.add(n / secs / 1e6);
            extra = String.format(
                            "\"checksum\":\"%016x\",\"results\":%d",
                            (long) res.getAccumulatorResult("checksum"), (long) res.getAccumulatorResult("count"))
                    + (ck > 0 ? ",\"checkpoints\":" + ck / a.small("par", 2) : "");
            System.err.printf(
                    "run %d: %.3f M/s in-job %.2f s, net %.2f s, wall %.2f s, other cpu %.2f cores, %s%n",
                    r, n / secs / 1e6, secs, res.getNetRuntime() / 1e3, wall, other, extra);
        }
        if (!rate.isEmpty()) {
            double[] s = rate.stream().mapToDouble(x -> x).sorted().toArray();
            print(
                    a,
                    name.equals("w2") ? "Mwords_per_s" : name.equals("w1") ? "Mrecords_per_s" : "Mevents_per_s",
                    String.format("\"median\":%.3f,\"runs\":%s,%s", s[s.length / 2], fmt(rate), extra));
        }
    }

    private static double foreign;
    private static final double OTHERS_MAX_PERCENT =
            Double.parseDouble(System.getenv().getOrDefault("OTHERS_MAX_PERCENT", "15"));

    /** CPU time used on this machine by anything but this process: tells a disturbed run from a quiet one. */
    private static long otherCpuMs() throws IOException {
        String[] f = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7, 8}) busy += Long.parseLong(f[i]) * 10;
        return busy
                - ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                                .getProcessCpuTime()
                        / 1_000_000;
    }

    private static String fmt(List<Double> l) {
        return Arrays.toString(l.stream().map(x -> String.format("%.3f", x)).toArray());
    }

    private static void latency(Args a, String since, Histogram h) {
        String v = "";
        for (double p : new double[] {50, 90, 99, 99.9, 99.99})
            v += String.format(
                    Locale.ROOT, "\"p%s\":%.3f,", ("" + p).replace(".0", ""), h.getValueAtPercentile(p) / 1e6);
        print(
                a,
                "latency_ms_since_" + since,
                v + String.format("\"max\":%.3f,\"results\":%d", h.getMaxValue() / 1e6, h.getTotalCount()));
    }

    /** W6: how many cores this process uses during the measured time. */
    private static Thread meter(Args a) {
        long warm = a.num("warm", 15), secs = a.num("secs", 60);
        Thread meter = new Thread(() -> {
            try {
                Thread.sleep(Math.max(0, (GenSource.startNanos - System.nanoTime()) / 1_000_000 + warm * 1000));
                long t0 = System.nanoTime(), cpu0 = ownCpuNs();
                Thread.sleep(secs * 1000);
                double cores = (double) (ownCpuNs() - cpu0) / (System.nanoTime() - t0);
                print(a, "cores_used", String.format(Locale.ROOT, "\"median\":%.3f", cores));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        meter.start();
        return meter;
    }

    private static long ownCpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    static void print(Args a, String metric, String rest) {
        System.out.printf(
                "{\"system\":\"flink-2.3.0\",\"case\":\"%s\",\"variant\":\"%s\",\"metric\":\"%s\",%s,\"other_cpu_cores_max\":%.2f,\"jvm\":\"%s\",\"date\":\"%s\"}%n",
                a.get("case", ""),
                a.get("variant", ""),
                metric,
                rest,
                foreign,
                Runtime.version(),
                java.time.LocalDate.now());
    }

    private static Configuration conf(Args a) {
        Configuration c = new Configuration();
        c.setString("rest.address", "127.0.0.1");
        c.setString("rest.bind-address", "127.0.0.1");
        c.setString("rest.port", "0");
        c.setString("jobmanager.bind-host", "127.0.0.1");
        c.setString("taskmanager.bind-host", "127.0.0.1");
        c.setString("taskmanager.memory.network.min", "256m");
        c.setString("taskmanager.memory.network.max", "256m");
        c.setString("taskmanager.memory.managed.size", a.get("managed", "512m"));
        c.setString("restart-strategy.type", "none");
        if (a.has("ckdir")) {
            c.setString("state.backend.type", "hashmap");
            c.setString("execution.checkpointing.interval", "1s");
            c.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
            c.setString("execution.checkpointing.storage", "filesystem");
            c.setString("execution.checkpointing.dir", "file://" + a.get("ckdir", ""));
        }
        return c;
    }
}
