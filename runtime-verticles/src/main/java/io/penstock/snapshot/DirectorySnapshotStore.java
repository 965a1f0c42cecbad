// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files in a directory that all nodes see. A file is written under a hidden name, forced to disk, and renamed; its
 * directory is forced too, so what has returned survives the machine.
 */
public final class DirectorySnapshotStore implements SnapshotStore {
    /** What places of this store begin with. */
    public static final String SCHEME = "file:";

    private static final String HIDDEN = ".";
    private static final String UNFINISHED = ".tmp";

    private final Function<String, Path> paths;
    /** Directories that somebody gave for checkpoints. */
    private final Set<Path> seen = ConcurrentHashMap.newKeySet();

    /** Of the machine's own files. */
    public DirectorySnapshotStore() {
        this(Path::of);
    }

    /** With another file system. */
    DirectorySnapshotStore(Function<String, Path> paths) {
        this.paths = paths;
    }

    private Path directory(String place) {
        if (!place.startsWith(SCHEME)) throw new SnapshotStoreException("'" + place + "' is no directory's place");
        return paths.apply(place.substring(SCHEME.length()).replaceFirst("^/+", "/"));
    }

    @Override
    public void write(String place, String name, List<byte[]> pieces) {
        try (SnapshotFile file = create(place, name)) {
            for (byte[] piece : pieces) file.append(piece, piece.length);
            file.finish();
        }
    }

    @Override
    public SnapshotFile create(String place, String name) {
        Path directory = directory(place);
        try {
            makePlace(directory);
            return new HiddenFile(directory, name);
        } catch (IOException e) {
            throw refused(name, directory, e);
        }
    }

    /**
     * Makes a place in a directory that somebody has given. One that was there and is there no more is a mount that was
     * lost: what was put there under its name would be seen by nobody else.
     */
    private void makePlace(Path directory) throws IOException {
        Path parent = isCheckpointName(directory) ? directory.getParent() : directory;
        Path base = parent == null ? null : parent.getParent();
        if (parent == null || base == null) throw new NoSuchFileException(directory + "", null, "no place for a job");
        if (!seen.contains(base)) Files.createDirectories(base);
        else if (!Files.isDirectory(base))
            throw new NoSuchFileException(base + "", null, base + " was there before and has vanished");
        seen.add(base);
        makeIfAbsent(parent);
        makeIfAbsent(directory);
    }

    private static void makeIfAbsent(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) throw e;
        }
    }

    private static SnapshotStoreException refused(String name, Path directory, IOException e) {
        return new SnapshotStoreException("cannot write " + name + " into " + directory + ": " + why(e), e);
    }

    /** Is renamed once it is whole. */
    private static final class HiddenFile implements SnapshotFile {
        private final Path directory;
        private final String name;
        private final Path hidden;
        private final FileChannel channel;
        private boolean finished;

        HiddenFile(Path directory, String name) throws IOException {
            this.directory = directory;
            this.name = name;
            this.hidden = directory.resolve(HIDDEN + name + UNFINISHED);
            channel = FileChannel.open(
                    hidden, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        }

        @Override
        public void append(byte[] bytes, int length) {
            try {
                ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
                while (left.hasRemaining()) channel.write(left);
            } catch (IOException e) {
                throw refused(name, directory, e);
            }
        }

        @Override
        public void finish() {
            try {
                channel.force(true);
                Files.move(hidden, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                forceDirectory(directory);
                finished = true;
            } catch (IOException e) {
                throw refused(name, directory, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
                if (!finished) Files.deleteIfExists(hidden);
            } catch (IOException e) {
                throw refused(name, directory, e);
            }
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public long size(String place, String name) {
        Path file = directory(place).resolve(name);
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public byte[] read(String place, String name, long offset, int length) {
        Path file = directory(place).resolve(name);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) throw new EOFException("it ends too early");
            }
            return bytes.array();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** What is missing though its surroundings are there will not come back; else the store is out of reach. */
    private static SnapshotStoreException unreadable(Path file, IOException e) {
        String message = "cannot read " + file + ": " + why(e);
        Path place = file.getParent();
        Path above = place == null ? null : place.getParent();
        boolean gone = e instanceof EOFException
                || e instanceof NoSuchFileException && above != null && Files.isDirectory(above);
        return gone ? new DamagedSnapshotException(message) : new SnapshotStoreException(message, e);
    }

    /** A job's own place has its checkpoints below it, which go too; what is not ours stays. */
    @Override
    public void drop(String place) {
        drop(directory(place));
    }

    private static void drop(Path directory) {
        try {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    if (isOurs(file)) Files.deleteIfExists(file);
                    else if (isCheckpoint(file)) drop(file);
                }
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return;
        } catch (DirectoryNotEmptyException e) {
            throw new SnapshotStoreException("there is more in " + directory + " than a checkpoint; that was left", e);
        } catch (IOException e) {
            throw new SnapshotStoreException("cannot delete " + directory + ": " + why(e), e);
        }
    }

    private static boolean isCheckpoint(Path file) {
        return isCheckpointName(file) && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isCheckpointName(Path file) {
        return String.valueOf(file.getFileName()).matches("chk-\\d+");
    }

    private static boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(PartFormat.SUFFIX)
                || name.equals(Checkpoints.METADATA)
                || (name.startsWith(HIDDEN) && name.endsWith(UNFINISHED));
    }

    /** File-system exceptions have a file name for a message, and the reason elsewhere. */
    private static String why(IOException e) {
        @Nullable String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return reason == null ? kind : reason;
    }
}
