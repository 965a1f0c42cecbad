// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import io.penstock.cluster.async.Offload;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link VoteFile} that is replaced as a whole at each write. */
public final class DurableVoteFile implements VoteFile {
    private static final int MAGIC = 0x50_4B_56_31;
    private static final int NAME_BYTES_MAX = 4_096;
    private static final int FIXED_BYTES = 4 + 8 + 4 + 4;
    private static final int WAITING_MAX = 1_000;
    private static final String REMEDY =
            "This node must not vote before it is known how it voted: start it only while the other coordinators have a leader,"
                    + " after removing this file";

    private final Offload thread;
    private final Path file;
    private final Disk disk;
    private final DirectoryLock lock;
    private volatile Vote current;
    private volatile @Nullable Throwable broken;

    private DurableVoteFile(Offload thread, Path file, Disk disk, DirectoryLock lock, Vote current) {
        this.thread = thread;
        this.file = file;
        this.disk = disk;
        this.lock = lock;
        this.current = current;
    }

    /**
     * Opens {@code vote} in the directory, making it if need be. Fails with {@link CorruptJournalException},
     * {@link DirectoryInUseException} or {@link JournalFailedException}.
     */
    public static Future<VoteFile> open(Path directory) {
        return open(directory, new Disk());
    }

    static Future<VoteFile> open(Path directory, Disk disk) {
        Offload thread = Offload.single("penstock-vote", WAITING_MAX);
        return thread.<VoteFile>call(() -> openBlocking(directory, disk, thread))
                .onFailure(ignored -> thread.close());
    }

    private static DurableVoteFile openBlocking(Path directory, Disk disk, Offload thread) throws IOException {
        Path file = directory.resolve("vote");
        DirectoryLock lock = null;
        try {
            Files.createDirectories(directory);
            lock = DirectoryLock.take(directory.resolve("vote.lock"));
            Vote vote = Files.exists(file) ? decode(file, Files.readAllBytes(file)) : Vote.NONE;
            return new DurableVoteFile(thread, file, disk, lock, vote);
        } catch (IOException e) {
            close(lock);
            throw new JournalFailedException("cannot open " + file + ": " + e.getMessage(), e);
        } catch (CorruptJournalException e) {
            close(lock);
            throw e;
        }
    }

    private static void close(@Nullable DirectoryLock lock) throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    @Override
    public Vote current() {
        return current;
    }

    @Override
    public Future<Void> write(Vote vote) {
        return thread.call(() -> {
            writeNow(vote);
            return null;
        });
    }

    private void writeNow(Vote vote) {
        if (broken != null) {
            throw new JournalFailedException("the vote file failed before or is closed", broken);
        }
        Vote before = current;
        boolean changedMind = vote.term() == before.term()
                && before.votedFor().isPresent()
                && !vote.votedFor().equals(before.votedFor());
        if (vote.term() < before.term() || changedMind) {
            throw new IllegalArgumentException(vote + " would take back " + before);
        }
        try {
            disk.replace(file, encode(vote));
            current = vote;
        } catch (IOException e) {
            broken = e;
            throw new JournalFailedException("the vote could not be written: " + e.getMessage(), e);
        }
    }

    @Override
    public Future<Void> close() {
        return thread.finish(() -> {
            broken = new JournalFailedException("the vote file is closed", null);
            lock.close();
            return null;
        });
    }

    private static ByteBuffer encode(Vote vote) {
        byte[] name = vote.votedFor().orElse("").getBytes(StandardCharsets.UTF_8);
        if (name.length > NAME_BYTES_MAX || (vote.votedFor().isPresent() && name.length == 0)) {
            throw new IllegalArgumentException("a candidate's name has 1 to " + NAME_BYTES_MAX + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + name.length);
        out.putInt(MAGIC).putLong(vote.term()).putInt(name.length).put(name);
        out.putInt(JournalFormat.crc(out, 0, out.position()));
        return out.flip();
    }

    private static Vote decode(Path file, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int crcAt = bytes.length - Integer.BYTES;
        if (bytes.length < FIXED_BYTES || in.getInt(crcAt) != JournalFormat.crc(in, 0, crcAt) || in.getInt() != MAGIC) {
            throw new CorruptJournalException(file, 0, "the vote does not check", REMEDY);
        }
        long term = in.getLong();
        byte[] name = new byte[in.getInt()];
        in.get(name);
        return new Vote(
                term, name.length == 0 ? Optional.empty() : Optional.of(new String(name, StandardCharsets.UTF_8)));
    }
}
