// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.Penstock;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint of large keyed state costs the tasks that hold it: {@code SnapshotPause GB checkpoints directory}.
 * Two tasks replace one record of 116 characters after the other, as fast as they can. Prints a JSON line for each
 * checkpoint: its size and time, events per second before and during it, and the longest time that a task handled no
 * event, before and during it: by the clock, which includes the JVM's own pauses (the longest is told too) and waiting
 * for a processor, and by the processor time of the task's thread, which is what the runtime itself did meanwhile.
 */
public final class SnapshotPause {
    private static final int PARALLELISM = 2;
    private static final long KEYS_PER_GB = 1 << 23;
    private static final long SPREAD = 0x9E3779B1L;
    private static final String NOTE = "n".repeat(100);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final long STEADY_NS = 3_000_000_000L;
    private static final long LOOK_MS = 5;

    private static final Queue<Holder> HOLDERS = new ConcurrentLinkedQueue<>();
    private static final AtomicLong LONGEST_GC_MS = new AtomicLong();

    private final long keys;
    private final Path directory;

    private SnapshotPause(long keys, Path directory) {
        this.keys = keys;
        this.directory = directory;
    }

    /** What is kept for a key. */
    record Profile(long visits, String note) {}

    /** What the tasks have done up to an instant. */
    private record Reading(long atNs, long events, double longestGapMs, double longestCpuGapMs) {}

    /** Holds one profile per key. */
    private static final class Holder extends KeyedProcessFunction<Long, Long, Long> {
        private static final ValueStateDescriptor<Profile> PROFILE =
                new ValueStateDescriptor<>("profile", Profile.class);

        private ValueState<Profile> profile;
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        private static final int EVENTS_PER_LOOK = 32;

        private long lastNs;
        private long lastCpuNs;
        private @Nullable Thread lastThread;
        private volatile long events;
        private volatile long created;
        private final AtomicLong longestGapNs = new AtomicLong();
        private final AtomicLong longestCpuGapNs = new AtomicLong();

        @Override
        public void open(KeyedContext context) {
            profile = context.state().value(PROFILE);
            HOLDERS.add(this);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the task writes
        public void process(Long key, Context<Long> context, Collector<Long> out) {
            if (events % EVENTS_PER_LOOK == 0) look();
            Profile old = profile.value();
            if (old == null) created++;
            profile.update(old == null ? new Profile(1, NOTE + key) : new Profile(old.visits + 1, old.note));
            events++;
        }

        private void look() {
            long nowNs = System.nanoTime();
            longestGapNs.accumulateAndGet(lastNs == 0 ? 0 : nowNs - lastNs, Math::max);
            lastNs = nowNs;
            long cpuNs = THREADS.getCurrentThreadCpuTime();
            if (lastThread == Thread.currentThread()) longestCpuGapNs.accumulateAndGet(cpuNs - lastCpuNs, Math::max);
            lastThread = Thread.currentThread();
            lastCpuNs = cpuNs;
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        listenToCollectors();
        long keys = (long) (Double.parseDouble(args[0]) * KEYS_PER_GB);
        var pause = new SnapshotPause(keys, Path.of(args[2]));
        try (var running = Penstock.local().start(pause::define)) {
            pause.measure(Integer.parseInt(args[1]));
            running.cancel();
        }
        System.exit(0);
    }

    private void define(JobBuilder job) {
        long all = keys;
        job.name("snapshot")
                .mode(ExecutionMode.STREAMING)
                .parallelism(PARALLELISM)
                .option(JobOptions.CHECKPOINT_INTERVAL_MS, "" + INTERVAL.toMillis())
                .option(JobOptions.CHECKPOINT_STORE, "directory")
                .option(JobOptions.CHECKPOINT_DIRECTORY, directory.toString())
                .source(
                        "keys",
                        Sources.generator(Long.MAX_VALUE, index -> (index & Long.MAX_VALUE >>> 33) * SPREAD % all))
                .keyBy(key -> key)
                .keyType(Long.class)
                .process(new Holder())
                .sinkTo("nowhere", Sinks.discard());
    }

    private void measure(int checkpoints) throws Exception {
        while (created() < keys) Thread.sleep(LOOK_MS);
        System.err.println("all keys are there");
        for (int done = 0; done < checkpoints; ) {
            Reading from = reset();
            Path begun = awaitNext();
            Reading before = read(from);
            Reading start = reset();
            while (!Files.exists(begun.resolve("_metadata"))) Thread.sleep(LOOK_MS);
            Reading during = read(start);
            if (before.atNs - from.atNs < STEADY_NS) continue;
            print(begun, new Reading[] {from, before, start, during});
            done++;
        }
    }

    /** The place of a checkpoint that begins from now on. */
    private Path awaitNext() throws Exception {
        List<Path> old = places();
        while (true) {
            for (Path place : places()) if (!old.contains(place)) return place;
            Thread.sleep(LOOK_MS);
        }
    }

    private List<Path> places() {
        try (Stream<Path> all = Files.walk(directory, 2)) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith("chk-"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // one of them was deleted just now
        }
    }

    private static long created() {
        return HOLDERS.stream().mapToLong(holder -> holder.created).sum();
    }

    private static Reading reset() {
        for (Holder holder : HOLDERS) {
            holder.longestGapNs.set(0);
            holder.longestCpuGapNs.set(0);
        }
        LONGEST_GC_MS.set(0);
        return new Reading(System.nanoTime(), events(), 0, 0);
    }

    private static Reading read(Reading since) {
        double gap = longest(holder -> holder.longestGapNs);
        return new Reading(System.nanoTime(), events() - since.events, gap, longest(holder -> holder.longestCpuGapNs));
    }

    private static double longest(Function<Holder, AtomicLong> of) {
        return HOLDERS.stream()
                        .mapToLong(holder -> of.apply(holder).get())
                        .max()
                        .orElse(0)
                / 1e6;
    }

    private static long events() {
        return HOLDERS.stream().mapToLong(holder -> holder.events).sum();
    }

    private static void print(Path place, Reading[] r) throws IOException {
        long bytes;
        try (Stream<Path> files = Files.list(place)) {
            bytes = files.mapToLong(file -> file.toFile().length()).sum();
        }
        double before = r[1].events * 1e3 / (r[1].atNs - r[0].atNs);
        double during = r[3].events * 1e3 / (r[3].atNs - r[2].atNs);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"snapshot\",\"mb\":%d,\"seconds\":%.2f,\"beforeMps\":%.3f,\"duringMps\":%.3f,\"share\":%.2f,"
                        + "\"longestGapBeforeMs\":%.2f,\"longestGapDuringMs\":%.2f,\"longestGcDuringMs\":%d,"
                        + "\"longestCpuGapBeforeMs\":%.2f,\"longestCpuGapDuringMs\":%.2f}%n",
                bytes >> 20,
                (r[3].atNs - r[2].atNs) / 1e9,
                before,
                during,
                during / before,
                r[1].longestGapMs,
                r[3].longestGapMs,
                LONGEST_GC_MS.get(),
                r[1].longestCpuGapMs,
                r[3].longestCpuGapMs);
    }

    private static void listenToCollectors() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (!(collector instanceof NotificationEmitter emitter)
                    || collector.getName().contains("Cycles")) continue;
            emitter.addNotificationListener(
                    (notification, handback) -> {
                        if (!(notification.getUserData() instanceof CompositeData data)) return;
                        long ms = GarbageCollectionNotificationInfo.from(data)
                                .getGcInfo()
                                .getDuration();
                        LONGEST_GC_MS.accumulateAndGet(ms, Math::max);
                    },
                    null,
                    null);
        }
    }
}
