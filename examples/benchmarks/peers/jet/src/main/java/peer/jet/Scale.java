// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import static com.hazelcast.function.Functions.wholeItem;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Edge;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.core.Partitioner;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Vertex;
import java.util.concurrent.CountDownLatch;

/** C3: two vertices joined all to all, nothing flowing. */
final class Scale {
    static volatile CountDownLatch polled;

    private Scale() {}

    /** args: local parallelism, queue size (0: the default) */
    public static void main(String[] args) throws Exception {
        int lp = Integer.parseInt(args[0]);
        int queue = Integer.parseInt(args[1]);
        String kase = "c3-" + lp + (queue == 0 ? "" : "-queue" + queue);
        HazelcastInstance hz = Node.start(2, 1);
        hz.getJet().newJob(Jobs.passthrough(100, 2, false)).join(); // classes loaded, as in a member that works
        Thread.sleep(2000);
        double idle = Out.cpuPercent(3000);
        double rss0 = Out.rssMb();

        DAG dag = new DAG();
        Vertex from = dag.newVertex("from", ProcessorMetaSupplier.of(ProcessorSupplier.of(Quiet::new)))
                .localParallelism(lp);
        Vertex to = dag.newVertex("to", ProcessorMetaSupplier.of(ProcessorSupplier.of(Quiet::new)))
                .localParallelism(lp);
        Edge edge = Edge.between(from, to).partitioned(wholeItem(), Partitioner.HASH_CODE);
        if (queue > 0) {
            edge.setConfig(new EdgeConfig().setQueueSize(queue));
        }
        dag.edge(edge);
        polled = new CountDownLatch(lp);
        long t0 = System.nanoTime();
        Job job = hz.getJet().newJob(dag);
        while (job.getStatus() != JobStatus.RUNNING) {
            if (job.getStatus() == JobStatus.FAILED) {
                job.join();
            }
            Thread.sleep(1);
        }
        double runningMs = (System.nanoTime() - t0) / 1e6;
        polled.await();
        double polledMs = (System.nanoTime() - t0) / 1e6;
        Thread.sleep(3000);
        double machine0 = Out.machineCpuSeconds();
        double cpu = Out.cpuPercent(10_000);
        Out.log(
                "%s: running in %.0f ms, idle cpu %.0f%%; cpu of others %.0f%%",
                kase, runningMs, cpu, 10 * (Out.machineCpuSeconds() - machine0) - cpu);
        Out.fig(kase, "submit_to_RUNNING_ms", runningMs);
        Out.fig(kase, "submit_to_all_sources_called_ms", polledMs);
        Out.fig(kase, "rss_before_MB", rss0);
        Out.fig(kase, "rss_MB", Out.rssMb());
        Out.fig(kase, "threads", Out.threads());
        Out.fig(kase, "idle_cpu_percent_before", idle);
        Out.fig(kase, "idle_cpu_percent", cpu);
        t0 = System.nanoTime();
        job.cancel();
        try {
            job.join();
        } catch (java.util.concurrent.CancellationException expected) {
            Out.fig(kase, "cancel_ms", (System.nanoTime() - t0) / 1e6);
        }
        System.exit(0);
    }

    private static final class Quiet extends AbstractProcessor {
        private boolean called;

        @Override
        public boolean complete() {
            if (!called) {
                called = true;
                polled.countDown();
            }
            return false;
        }
    }
}
