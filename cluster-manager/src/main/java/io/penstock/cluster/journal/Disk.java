// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The few things done to a disk, in the ways that survive a power cut. Tests put a failing one in its place. */
class Disk {
    static final String UNFINISHED = ".tmp";

    /** Returns when the file's content and length are on the disk. */
    void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Puts a whole file in place of another: after a crash there is the old one or the new one. */
    void replace(Path file, ByteBuffer... content) throws IOException {
        Path unfinished = unfinished(file);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer part : content) {
                write(channel, part);
            }
            force(channel);
        }
        publish(unfinished, file);
    }

    /** Renames a synced file to its final name, durably. */
    void publish(Path unfinished, Path file) throws IOException {
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }
}
