// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.core.HazelcastInstance;

/** C1: args: label, epoch nanoseconds just before this JVM was started. */
final class Startup {
    private Startup() {}

    public static void main(String[] args) throws Exception {
        long t0 = Long.parseLong(args[1]);
        String kase = "c1-" + args[0];
        double mainMs = sinceMs(t0);
        HazelcastInstance hz = Node.start(2, 1);
        double upMs = sinceMs(t0);
        hz.getJet().newJob(Jobs.passthrough(100, 2, false)).join();
        double jobMs = sinceMs(t0);
        Thread.sleep(5000);
        double cpu = Out.cpuPercent(5000);
        Out.fig(kase, "main_entered_ms", mainMs);
        Out.fig(kase, "member_up_ms", upMs);
        Out.fig(kase, "first_job_done_ms", jobMs);
        Out.fig(kase, "idle_rss_MB", Out.rssMb());
        Out.fig(kase, "idle_threads", Out.threads());
        Out.fig(kase, "idle_cpu_percent", cpu);
        System.exit(0);
    }

    private static double sinceMs(long t0) {
        java.time.Instant now = java.time.Instant.now();
        return (now.getEpochSecond() * 1_000_000_000L + now.getNano() - t0) / 1e6;
    }
}
