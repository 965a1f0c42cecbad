// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import io.penstock.api.Serializer;
import io.penstock.core.program.UserSerializer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.fory.Fory;
import org.apache.fory.resolver.SharedRegistry;
import org.jspecify.annotations.Nullable;

/**
 * A job's codecs. Building a Fory costs milliseconds and memory, so tasks borrow one for the length of a batch: there
 * are as many as threads that serialize at the same time, not as many as tasks, and none at all for a job whose records
 * take the fast paths. The job's classes are reachable from here: drop this object when the job ends. Thread-safe; the
 * codecs it makes are not.
 */
public final class RecordCodecs {
    /**
     * Most elements of one container that take no bytes each; Fory's default would refuse a list of 8,193 empty
     * records.
     */
    private static final int EMPTY_ELEMENTS_MAX = 1 << 20;

    private static final long BATCH_HEAP_BYTES_MAX = 1L << 30;
    private static final int DEPTH_MAX = 1_000;

    private static final AtomicBoolean WARM = new AtomicBoolean();

    private final ClassLoader jobLoader;
    private final RowCodecs rows;
    private final List<UserSerializer> serializers;
    private @Nullable RecordCodecs extended;
    private final SharedRegistry registry = new SharedRegistry();
    private final ConcurrentLinkedQueue<ForyCodec> idle = new ConcurrentLinkedQueue<>();

    /** @param jobLoader resolves the classes of the job's records */
    public RecordCodecs(ClassLoader jobLoader) {
        this(jobLoader, List.of());
    }

    /**
     * With serializers that the job brings along.
     *
     * @param serializers the same for all workers of the job
     */
    public RecordCodecs(ClassLoader jobLoader, List<UserSerializer> serializers) {
        this.jobLoader = jobLoader;
        this.serializers = serializers;
        this.rows = new RowCodecs(jobLoader, names());
    }

    /**
     * These, with serializers that are known only now; the same object each time.
     *
     * @param added the same in each call
     */
    public RecordCodecs with(List<UserSerializer> added) {
        if (added.isEmpty()) return this;
        synchronized (this) {
            RecordCodecs made = extended;
            if (made == null) made = new RecordCodecs(jobLoader, added);
            extended = made;
            return made;
        }
    }

    /** A codec for one task. */
    public RecordCodec newCodec() {
        return new ColumnCodec(new Borrowing(), rows);
    }

    /**
     * Pays for Fory's first use in this JVM (half a second of class loading) on the calling thread, so that no job has
     * to.
     */
    public static void warmUp() {
        RecordCodec codec = new RecordCodecs(RecordCodecs.class.getClassLoader()).newCodec();
        WireBuffer buffer = new WireBuffer(256);
        @Nullable Object[] values = {new Warm("x", 1), new Warm("y", 2), 3L};
        codec.write(buffer, values, 2);
        codec.write(buffer, values, 3);
        WireBuffer bytes = new WireBuffer(0).wrap(buffer.array(), 0, buffer.position());
        codec.read(bytes, values, 2);
        codec.read(bytes, values, 3);
    }

    /** The same, once per JVM, on a thread of its own: when a job comes whose records are about to travel. */
    public static void warmUpInBackground() {
        if (!WARM.compareAndSet(false, true)) return;
        Thread thread = new Thread(RecordCodecs::warmUp, "penstock-codec-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** The record that warms Fory up. */
    public record Warm(String text, long number) {}

    private ForyCodec borrow() {
        ForyCodec codec = idle.poll();
        return codec != null ? codec : new ForyCodec(newFory(), names());
    }

    private Set<String> names() {
        return serializers.stream().map(s -> s.type().getName()).collect(Collectors.toSet());
    }

    private Fory newFory() {
        Fory fory = Fory.builder()
                .withXlang(false)
                .withCompatible(false)
                .withRefTracking(false)
                .withClassLoader(jobLoader)
                .withSharedRegistry(registry)
                .requireClassRegistration(false)
                .suppressClassRegistrationWarnings(true)
                .withTypeChecker(new ClassGate(names()))
                .withAsyncCompilation(false)
                .withMaxDepth(DEPTH_MAX)
                .withMaxUnbackedContainerItems(EMPTY_ELEMENTS_MAX)
                .withMaxGraphMemoryBytes(BATCH_HEAP_BYTES_MAX)
                .build();
        for (UserSerializer added : serializers) register(fory, added.type(), added.serializer());
        return fory;
    }

    @SuppressWarnings("unchecked") // the API's method has tied the two together
    private static <T> void register(Fory fory, Class<T> type, Serializer<?> serializer) {
        fory.registerSerializer(type, new UserForySerializer<>(fory.getConfig(), type, (Serializer<T>) serializer));
    }

    /**
     * The general codec of a task: some Fory of the job, given back after each batch. Fory finds the job's classes that
     * are not public through the thread's context class loader alone.
     */
    private final class Borrowing implements RecordCodec {
        @Override
        public void write(WireBuffer to, @Nullable Object[] values, int count) {
            ClassLoader before = enter();
            try {
                ForyCodec codec = borrow();
                codec.write(to, values, count);
                idle.add(codec);
            } finally {
                leave(before);
            }
        }

        @Override
        public void read(WireBuffer from, @Nullable Object[] values, int count) {
            ClassLoader before = enter();
            try {
                ForyCodec codec = borrow();
                codec.read(from, values, count);
                idle.add(codec);
            } finally {
                leave(before);
            }
        }

        private ClassLoader enter() {
            Thread me = Thread.currentThread();
            ClassLoader before = me.getContextClassLoader();
            if (before != jobLoader) me.setContextClassLoader(jobLoader);
            return before;
        }

        private void leave(ClassLoader before) {
            if (before != jobLoader) Thread.currentThread().setContextClassLoader(before);
        }
    }
}
