// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.summingLong;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * R1, R2: three members of one cooperative thread each and a paced, snapshotted, unbounded job; one member is
 * killed (or only stopped) and the results are watched. This JVM is the client; members are its children and
 * print "INIT ms" when a sink starts and "RESULT ms windowEnd" for the first result of each window.
 */
final class Recovery {
    private static final int MEMBERS = 3;
    private static final int WINDOW_MS = 100;
    private static final int EVENTS_PER_S = 100_000;

    private record Line(int member, String kind, long ms, long windowEnd) {}

    private Recovery() {}

    /** args: case, "master" or "worker", KILL or STOP, then JVM options for the members (their whole command line) */
    public static void main(String[] args) throws Exception {
        String kase = args[0];
        boolean master = args[1].equals("master");
        String signal = args[2];
        ConcurrentLinkedQueue<Line> seen = new ConcurrentLinkedQueue<>();
        List<Process> members = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of(args).subList(3, args.length));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Member.class.getName(), "1", "" + MEMBERS));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> members.forEach(Process::destroyForcibly)));
        for (int m = 0; m < MEMBERS; m++) { // one after the other: the first is the oldest, thus the master
            members.add(member(m, command, seen));
        }
        HazelcastInstance client = Node.client(MEMBERS);
        EventSource.Spec spec = new EventSource.Spec();
        spec.shards = 6;
        spec.paced = true;
        spec.eventsPerMs = EVENTS_PER_S / 1000;
        spec.startMs = System.currentTimeMillis() / 1000 * 1000 + 1000;
        Pipeline p = Pipeline.create();
        p.readFrom(EventSource.of(spec))
                .withNativeTimestamps(0)
                .setLocalParallelism(1)
                .groupingKey(Event::key)
                .window(tumbling(WINDOW_MS))
                .aggregate(summingLong(Event::value))
                .setLocalParallelism(1)
                .writeTo(Sinks.fromProcessor("report", ProcessorMetaSupplier.of(ProcessorSupplier.of(Report::new))))
                .setLocalParallelism(1);
        Job job = client.getJet()
                .newJob(
                        p,
                        new JobConfig()
                                .setName("r")
                                .setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE)
                                .setSnapshotIntervalMillis(1000));
        Thread.sleep(12_000);

        int victim = master ? 0 : MEMBERS - 1;
        long before = last(seen, "RESULT").ms;
        long killed = System.currentTimeMillis();
        new ProcessBuilder("kill", "-" + signal, "" + members.get(victim).pid())
                .inheritIO()
                .start()
                .waitFor();
        Line init = null;
        Line result = null;
        long giveUp = killed + 150_000;
        while (result == null && System.currentTimeMillis() < giveUp) {
            Thread.sleep(20);
            for (Line l : seen) {
                if (l.member != victim && l.kind.equals("INIT") && l.ms > killed && init == null) {
                    init = l;
                }
                if (init != null
                        && l.kind.equals("RESULT")
                        && l.member != victim
                        && l.ms >= init.ms
                        && result == null) {
                    result = l;
                }
            }
        }
        if (result == null) {
            Out.log("%s: no result in %d s; last before %d", kase, (giveUp - killed) / 1000, killed - before);
            System.exit(1);
        }
        long caughtUp = -1; // until results are again no more than 300 ms behind
        while (caughtUp < 0 && System.currentTimeMillis() < giveUp) {
            Thread.sleep(20);
            for (Line l : seen) {
                if (l.kind.equals("RESULT") && l.ms >= result.ms && l.member != victim && l.ms - l.windowEnd < 300) {
                    caughtUp = l.ms;
                    break;
                }
            }
        }
        long stray = seen.stream()
                .filter(l -> l.kind.equals("RESULT") && l.ms > killed)
                .mapToLong(Line::ms)
                .filter(t -> t < firstInit(seen, killed))
                .max()
                .orElse(killed);
        Thread.sleep(1000);
        Out.fig(kase, "kill_to_last_old_result_ms", stray - killed);
        Out.fig(kase, "kill_to_sinks_restarted_ms", init.ms - killed);
        Out.fig(kase, "kill_to_first_new_result_ms", result.ms - killed);
        Out.fig(kase, "kill_to_caught_up_ms", caughtUp < 0 ? -1 : caughtUp - killed);
        Out.log(
                "%s: last result %d ms before the kill; restarted yes (new sinks at +%d ms); job now %s",
                kase, killed - before, init.ms - killed, job.getStatus());
        Out.log("%s: first new result is for the window that ended at %+d ms", kase, result.windowEnd - killed);
        System.exit(0);
    }

    private static long firstInit(Iterable<Line> seen, long after) {
        for (Line l : seen) {
            if (l.kind.equals("INIT") && l.ms > after) {
                return l.ms;
            }
        }
        return Long.MAX_VALUE;
    }

    private static Line last(Iterable<Line> seen, String kind) {
        Line r = null;
        for (Line l : seen) {
            r = l.kind.equals(kind) ? l : r;
        }
        return r;
    }

    private static Process member(int m, List<String> command, ConcurrentLinkedQueue<Line> seen)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        java.util.concurrent.CountDownLatch up = new java.util.concurrent.CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try (BufferedReader r = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
                for (String s; (s = r.readLine()) != null; ) {
                    if (s.equals("UP")) {
                        up.countDown();
                    } else if (s.startsWith("INIT ") || s.startsWith("RESULT ")) {
                        String[] f = s.split(" ");
                        seen.add(new Line(m, f[0], Long.parseLong(f[1]), f.length > 2 ? Long.parseLong(f[2]) : 0));
                    }
                }
            } catch (IOException e) {
                // the member is gone
            }
        });
        reader.setDaemon(true);
        reader.start();
        up.await();
        return process;
    }

    private static final class Report extends AbstractProcessor {
        private long lastEnd = Long.MIN_VALUE;

        @Override
        protected void init(Context context) {
            print("INIT " + System.currentTimeMillis());
        }

        @Override
        @SuppressWarnings("unchecked")
        protected boolean tryProcess(int ordinal, Object item) {
            long end = ((KeyedWindowResult<Long, Long>) item).end();
            if (end > lastEnd) {
                lastEnd = end;
                print("RESULT " + System.currentTimeMillis() + ' ' + end);
            }
            return true;
        }

        @Override
        public boolean tryProcessWatermark(Watermark watermark) {
            return true;
        }

        private static void print(String s) {
            System.out.println(s);
            System.out.flush();
        }
    }
}
