// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import io.penstock.cluster.async.Offload;
import io.penstock.cluster.async.Reply;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Journal} in a directory of its own.
 *
 * <p>Callers put their work in a queue; the journal's one thread takes all appends that wait, writes them as one frame
 * and syncs once. Fields without a mark belong to that thread.
 */
public final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final int FRAME_RECORDS_MAX = 10_000;
    private static final int FRAME_BYTES_MAX = 4 << 20;
    private static final long WAITING_BYTES_MAX = 256L << 20;
    private static final long FILE_BYTES_MAX = 1L << 30;
    private static final int WAITING_MAX = 200_000;

    private final Offload thread;
    private final JournalFiles files;
    private final Disk disk;
    private final DirectoryLock lock;
    private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong appendedBytes = new AtomicLong();
    private FileChannel channel;
    private long generation;
    private long nextSequence;
    private @Nullable Throwable broken;

    private sealed interface Work {
        void fail(Throwable cause);
    }

    private record Append(byte[] record, Reply<Long> reply) implements Work {
        @Override
        public void fail(Throwable cause) {
            reply.fail(cause);
        }
    }

    private record Compact(List<byte[]> records, Reply<Void> reply) implements Work {
        @Override
        public void fail(Throwable cause) {
            reply.fail(cause);
        }
    }

    private record Read(Reply<List<byte[]>> reply) implements Work {
        @Override
        public void fail(Throwable cause) {
            reply.fail(cause);
        }
    }

    private FileJournal(Offload thread, JournalFiles files, Disk disk, DirectoryLock lock, JournalFiles.Open open) {
        this.thread = thread;
        this.files = files;
        this.disk = disk;
        this.lock = lock;
        this.channel = open.channel();
        this.generation = open.generation();
        this.nextSequence = open.nextSequence();
        this.appendedBytes.set(open.bytes());
    }

    /**
     * Opens the journal in the directory, making it if need be. Fails with {@link CorruptJournalException},
     * {@link DirectoryInUseException} or {@link JournalFailedException}.
     */
    public static Future<OpenedJournal> open(Path directory) {
        return open(directory, new Disk());
    }

    static Future<OpenedJournal> open(Path directory, Disk disk) {
        Offload thread = Offload.single("penstock-journal", WAITING_MAX);
        return thread.call(() -> openBlocking(directory, disk, thread)).onFailure(ignored -> thread.close());
    }

    private static OpenedJournal openBlocking(Path directory, Disk disk, Offload thread) {
        DirectoryLock lock = null;
        try {
            Files.createDirectories(directory);
            lock = DirectoryLock.take(directory.resolve("journal.lock"));
            JournalFiles files = new JournalFiles(directory, disk);
            JournalFiles.Open open = files.open();
            open.tornTail().ifPresent(torn -> LOG.warn("Cut an unfinished write off the journal: {}", torn));
            return new OpenedJournal(new FileJournal(thread, files, disk, lock, open), open.records(), open.tornTail());
        } catch (IOException e) {
            release(lock);
            throw new JournalFailedException("cannot open the journal in " + directory + ": " + e.getMessage(), e);
        } catch (CorruptJournalException e) {
            release(lock);
            throw e;
        }
    }

    private static void release(@Nullable DirectoryLock lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.debug("The lock could not be given free", e);
            }
        }
    }

    @Override
    public Future<Long> append(byte[] record) {
        if (record.length > RECORD_BYTES_MAX) {
            return Future.failedFuture(new IllegalArgumentException(
                    "a record of " + record.length + " bytes is above the limit of " + RECORD_BYTES_MAX));
        }
        if (waitingBytes.addAndGet(record.length) > WAITING_BYTES_MAX) {
            waitingBytes.addAndGet(-record.length);
            return Future.failedFuture(new RejectedExecutionException(
                    "more than " + WAITING_BYTES_MAX + " bytes wait for the journal's disk already"));
        }
        if (appendedBytes.get() > FILE_BYTES_MAX) {
            waitingBytes.addAndGet(-record.length);
            return Future.failedFuture(new RejectedExecutionException(
                    "the journal is longer than " + FILE_BYTES_MAX + " bytes: compact it"));
        }
        Reply<Long> reply = new Reply<>();
        enqueue(new Append(record.clone(), reply));
        return reply.future();
    }

    @Override
    public Future<Void> compact(List<byte[]> records) {
        if (records.stream()
                        .mapToLong(record -> record.length + (long) Integer.BYTES)
                        .sum()
                > FILE_BYTES_MAX) {
            return Future.failedFuture(
                    new IllegalArgumentException("the records are more than " + FILE_BYTES_MAX + " bytes"));
        }
        Reply<Void> reply = new Reply<>();
        enqueue(new Compact(List.copyOf(records), reply));
        return reply.future();
    }

    @Override
    public Future<List<byte[]>> records() {
        Reply<List<byte[]>> reply = new Reply<>();
        enqueue(new Read(reply));
        return reply.future();
    }

    @Override
    public long bytesSinceCompaction() {
        return appendedBytes.get();
    }

    @Override
    public Future<Void> close() {
        return thread.finish(() -> {
            drain();
            broken = broken == null ? new JournalFailedException("the journal is closed", null) : broken;
            channel.close();
            lock.close();
            return null;
        });
    }

    /** Each piece of work asks for a drain; most find that an earlier one has done it already. */
    private void enqueue(Work work) {
        waiting.add(work);
        thread.<Void>call(() -> {
                    drain();
                    return null;
                })
                .onFailure(failure -> {
                    if (waiting.remove(work)) {
                        work.fail(new JournalFailedException(
                                "the journal takes nothing: " + failure.getMessage(), failure));
                    }
                });
    }

    private void drain() {
        Work work = waiting.poll();
        while (work != null) {
            if (broken != null) {
                work.fail(new JournalFailedException("the journal failed before: " + broken.getMessage(), broken));
            } else if (work instanceof Compact compact) {
                compactNow(compact);
            } else if (work instanceof Read read) {
                readNow(read);
            } else if (work instanceof Append append) {
                appendNow(gather(append));
            }
            work = waiting.poll();
        }
    }

    private List<Append> gather(Append first) {
        List<Append> batch = new ArrayList<>();
        batch.add(first);
        long bytes = first.record().length;
        while (batch.size() < FRAME_RECORDS_MAX
                && waiting.peek() instanceof Append next
                && bytes + next.record().length <= FRAME_BYTES_MAX) {
            waiting.remove();
            batch.add(next);
            bytes += next.record().length;
        }
        return batch;
    }

    private void appendNow(List<Append> batch) {
        List<byte[]> records = batch.stream().map(Append::record).toList();
        records.forEach(record -> waitingBytes.addAndGet(-record.length));
        try {
            var frame = JournalFormat.frame(records, nextSequence);
            long bytes = frame.remaining();
            disk.write(channel, frame);
            disk.force(channel);
            appendedBytes.addAndGet(bytes);
            for (Append append : batch) {
                append.reply().complete(nextSequence++);
            }
        } catch (IOException | RuntimeException e) {
            breakDown(e, batch);
        }
    }

    private void compactNow(Compact compact) {
        try {
            FileChannel old = channel;
            channel = files.compact(generation, nextSequence, compact.records());
            generation++;
            appendedBytes.set(0);
            old.close();
            compact.reply().complete(null);
        } catch (IOException | RuntimeException e) {
            breakDown(e, List.of(compact));
        }
    }

    /** What cannot be read back does not keep further records from being written. */
    private void readNow(Read read) {
        try {
            read.reply().complete(files.read(generation));
        } catch (IOException | CorruptJournalException e) {
            read.fail(new JournalFailedException("the journal cannot be read back: " + e.getMessage(), e));
        }
    }

    private void breakDown(Exception cause, List<? extends Work> works) {
        LOG.error("The journal's disk failed; it takes nothing more until it is opened anew", cause);
        broken = cause;
        works.forEach(work ->
                work.fail(new JournalFailedException("the journal's disk failed: " + cause.getMessage(), cause)));
    }
}
