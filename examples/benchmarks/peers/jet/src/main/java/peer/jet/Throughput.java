// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.JetService;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import java.util.function.Function;

/**
 * W1..W5: bounded runs at full speed; records / (submit to join). The first run only warms up; all are checked.
 * A run beside which other processes used the CPU is not counted, and done again.
 */
final class Throughput {
    private static final int TOTAL_PARALLELISM = 2;
    private static final int WARMUPS = 1;
    /** 100 is one core. */
    private static final double MAX_OTHERS_PERCENT =
            Double.parseDouble(System.getenv().getOrDefault("OTHERS_MAX_PERCENT", "15"));


    private Throughput() {}

    /** args: case, n (records, events, or lines for word counts), measured runs */
    public static void main(String[] args) throws Exception {
        String kase = args[0];
        long n = Long.parseLong(args[1]);
        int runs = Integer.parseInt(args[2]);
        int members = kase.startsWith("w5") ? 2 : 1;
        int lp = TOTAL_PARALLELISM / members;
        HazelcastInstance hz = Node.start(lp, members);
        while (hz.getCluster().getMembers().size() < members) {
            Thread.sleep(100);
        }
        JetService jet = hz.getJet();
        JobConfig cfg = new JobConfig();
        if (kase.startsWith("w4")) {
            cfg.setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE).setSnapshotIntervalMillis(1000);
        }
        EventSource.Spec spec = new EventSource.Spec();
        spec.total = n;
        Function<JetService, Job> submit = j -> switch (kase) {
            case "w1" -> j.newJob(Jobs.passthrough(n, lp, false), cfg);
            case "w1-ordered" -> j.newJob(Jobs.passthrough(n, lp, true), cfg);
            case "w2-rolling" -> j.newJob(Jobs.rollingWords(n, lp), cfg);
            case "w2-rolling-dag" -> j.newJob(Jobs.rollingWordsDag(n, lp), cfg);
            case "w2-batch" -> j.newJob(Jobs.batchWords(n, lp), cfg);
            case "w3", "w4", "w5" -> j.newJob(Jobs.window(spec, lp), cfg);
            case "w3-dag", "w4-dag", "w5-dag" -> j.newJob(Jobs.windowDag(spec, lp), cfg);
            default -> throw new IllegalArgumentException(kase);
        };
        boolean words = kase.startsWith("w2");
        double perUnit = words ? Gen.WORDS_PER_LINE : 1;
        String metric = words ? "Mwords_per_s" : kase.startsWith("w1") ? "Mrecords_per_s" : "Mevents_per_s";
        long expected = Expected.of(kase, n);
        Out.sum(kase, n, expected); // every run counted has it, or none is reported
        int good = -WARMUPS;
        for (int r = 0; good < runs && r < 2 * runs + WARMUPS; r++) {
            long t0 = System.nanoTime();
            double cpu0 = Out.cpuSeconds();
            double machine0 = Out.machineCpuSeconds();
            submit.apply(jet).join();
            double s = (System.nanoTime() - t0) / 1e9;
            double rate = n * perUnit / s / 1e6;
            long[] seen = Tally.take();
            double own = 100 * (Out.cpuSeconds() - cpu0) / s;
            double others = 100 * (Out.machineCpuSeconds() - machine0) / s - own;
            boolean disturbed = members == 1 && others > MAX_OTHERS_PERCENT;
            Out.log(
                    "%s run %d: %.2f s, %.3f %s, cpu %.0f%%, others %.0f%%%s, results %d checksum %016x %s",
                    kase,
                    r,
                    s,
                    rate,
                    metric,
                    own,
                    others,
                    disturbed ? " DISTURBED" : "",
                    seen[0],
                    seen[1],
                    members > 1
                            ? "(this member)"
                            : seen[1] == expected ? "ok" : "WRONG, not " + String.format("%016x", expected));
            if (members == 1 && seen[1] != expected) {
                System.exit(1);
            }
            if (good < 0) {
                good++;
            } else if (!disturbed) {
                good++;
                Out.fig(kase, metric, rate);
            }
        }
        if (members > 1) {
            Out.log("expected checksum (of all members) %016x", expected);
        }
        hz.getCluster().shutdown();
        System.exit(0);
    }
}
