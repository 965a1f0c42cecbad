// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partition files of one worker. They belong to this process: those of an earlier one are deleted at the start, and
 * nobody asks for them, since a node id names one process. Thread-safe; nothing but the constructor touches the disk on
 * the caller's thread.
 */
public final class PartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);

    private static final int SEGMENT_BYTES_MAX = 2 << 20;
    private static final int SEGMENT_BYTES_MIN = 64 << 10;
    /** Heap for all segments being filled; a writer has two. */
    private static final int ALL_SEGMENTS_BYTES_MAX = 128 << 20;

    private final Path root;
    private final ExecutorService io;
    private final Map<JobId, Map<PartitionId, PartitionFile>> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();

    /**
     * Takes the directory over, and removes it with all that is in it; it is made again with the first file.
     *
     * @throws IOException if it cannot be removed
     */
    public PartitionStore(Path root, int ioThreads) throws IOException {
        this.root = root;
        deleteTree(root);
        io = new ThreadPoolExecutor(
                ioThreads,
                ioThreads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                this::newThread,
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private Thread newThread(Runnable code) {
        Thread thread = new Thread(code, "penstock-io-" + threads.getAndIncrement());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts to write a partition.
     *
     * @param firstTarget the consumer subtask that is target 0
     * @param onProgress called when a writer that had no room, or was not finished, should be looked at again
     */
    public PartitionWriter create(JobId job, PartitionId id, int firstTarget, int targets, Runnable onProgress) {
        jobs.computeIfAbsent(job, none -> new ConcurrentSkipListMap<>());
        writers.incrementAndGet();
        String name = "e" + id.edge() + "-" + id.subtask() + "-" + id.attempt() + ".partition";
        PartitionFile file =
                new PartitionFile(job, id, root.resolve(job.value()).resolve(name));
        return new PartitionWriter(file, firstTarget, targets, this, onProgress);
    }

    /** A reader of what the partition holds for a consumer subtask; nothing is read before it is woken. */
    public PartitionReader reader(JobId job, PartitionId id, int consumer, PartitionReader.Sink sink) {
        return new PartitionReader(this, job, id, consumer, sink);
    }

    /** The finished partitions of a job. */
    public List<PartitionId> partitions(JobId job) {
        Map<PartitionId, PartitionFile> files = jobs.get(job);
        return files == null ? List.of() : List.copyOf(files.keySet());
    }

    /** Deletes a partition; its readers find it missing. Idempotent. */
    public void delete(JobId job, PartitionId id) {
        Map<PartitionId, PartitionFile> files = jobs.get(job);
        PartitionFile file = files == null ? null : files.remove(id);
        if (file != null) io.execute(file::delete);
    }

    /** Deletes all partitions of a job. Idempotent. */
    public void deleteJob(JobId job) {
        Map<PartitionId, PartitionFile> files = jobs.remove(job);
        if (files == null) return;
        io.execute(() -> {
            files.values().forEach(PartitionFile::delete);
            deleteQuietly(root.resolve(job.value()));
        });
    }

    /** Deletes all there is, and stops its threads when that is done. */
    public void close() {
        io.execute(() -> deleteQuietly(root));
        io.shutdown();
    }

    ExecutorService io() {
        return io;
    }

    /** A good size of segments now: large for few writers, small for many. */
    int segmentBytes() {
        int share = ALL_SEGMENTS_BYTES_MAX / (2 * Math.max(1, writers.get()));
        return Math.max(SEGMENT_BYTES_MIN, Math.min(SEGMENT_BYTES_MAX, share));
    }

    void writerEnded() {
        writers.decrementAndGet();
    }

    /** Makes a finished partition known; false if its job is over. */
    boolean publish(PartitionFile file) {
        return jobs.computeIfPresent(file.job(), (job, files) -> {
                    files.put(file.id(), file);
                    return files;
                })
                != null;
    }

    @Nullable
    PartitionFile find(JobId job, PartitionId id) {
        Map<PartitionId, PartitionFile> files = jobs.get(job);
        return files == null ? null : files.get(id);
    }

    /** One at a time: a job's directory is inside the root. */
    private void deleteQuietly(Path tree) {
        try {
            synchronized (root) {
                deleteTree(tree);
            }
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", tree, e.toString());
        }
    }

    /** Files may vanish meanwhile: each of them can be deleted by itself too. */
    private static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                if (cause instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw cause;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException cause) throws IOException {
                if (cause != null) throw cause;
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
