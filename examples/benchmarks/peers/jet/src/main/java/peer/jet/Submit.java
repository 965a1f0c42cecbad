// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.JetService;
import com.hazelcast.jet.config.JobConfig;
import java.util.Arrays;

/**
 * C2: a bounded job of 100 records, from submission to the return of join(). The client is in the member's JVM
 * but talks to it over a loopback connection.
 */
final class Submit {
    private static final int WARMUPS = 5;

    private Submit() {}

    /** args: measured jobs per way */
    public static void main(String[] args) throws Exception {
        int jobs = Integer.parseInt(args[0]);
        HazelcastInstance member = Node.start(2, 1);
        JetService local = member.getJet();
        JetService remote = Node.client(1).getJet();
        JobConfig upload =
                new JobConfig().addClass(Jobs.class, IndexedSource.class, CheckSink.class, Gen.class, Tally.class);
        JobConfig plain = new JobConfig();
        boolean mayUpload = member.getConfig().getJetConfig().isResourceUploadEnabled();
        run(
                "client-newJob",
                jobs,
                () -> remote.newJob(Jobs.passthrough(100, 2, false), plain).join());
        run(
                "member-newJob",
                jobs,
                () -> local.newJob(Jobs.passthrough(100, 2, false), plain).join());
        run(
                "client-newLightJob",
                jobs,
                () -> remote.newLightJob(Jobs.passthrough(100, 2, false)).join());
        run(
                "member-newLightJob",
                jobs,
                () -> local.newLightJob(Jobs.passthrough(100, 2, false)).join());
        if (mayUpload) {
            run(
                    "client-newJob-upload",
                    jobs,
                    () -> remote.newJob(Jobs.passthrough(100, 2, false), upload).join());
        }
        System.exit(0);
    }

    private static void run(String way, int jobs, Runnable job) {
        double[] ms = new double[jobs];
        for (int i = -WARMUPS; i < jobs; i++) {
            long t0 = System.nanoTime();
            job.run();
            if (i >= 0) {
                ms[i] = (System.nanoTime() - t0) / 1e6;
            }
        }
        for (double m : ms) {
            Out.fig("c2-" + way, "submit_to_done_ms", m);
        }
        Arrays.sort(ms);
        Out.log("c2 %s: min %.1f median %.1f max %.1f ms", way, ms[0], ms[jobs / 2], ms[jobs - 1]);
    }
}
