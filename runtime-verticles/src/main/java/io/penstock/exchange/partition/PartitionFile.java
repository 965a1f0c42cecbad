// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition on disk, open as long as somebody reads it. Thread-safe. */
final class PartitionFile {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionFile.class);

    private final JobId job;
    private final PartitionId id;
    private final Path path;
    private @Nullable FileChannel channel;
    private @Nullable Footer footer;
    private int readers;
    private boolean deleted;

    PartitionFile(JobId job, PartitionId id, Path path) {
        this.job = job;
        this.id = id;
        this.path = path;
    }

    JobId job() {
        return job;
    }

    PartitionId id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** What a reader needs. */
    record Opened(FileChannel channel, Footer footer) {}

    /** Opens it for one more reader, who releases it. */
    synchronized Opened acquire() throws IOException {
        if (deleted) throw new IOException("it was deleted");
        FileChannel open = channel;
        Footer index = footer;
        if (open == null || index == null) {
            open = FileChannel.open(path, StandardOpenOption.READ);
            try {
                index = Footer.read(open);
            } catch (IOException | RuntimeException e) {
                open.close();
                throw e;
            }
            channel = open;
            footer = index;
        }
        readers++;
        return new Opened(open, index);
    }

    synchronized void release() {
        if (--readers == 0) close();
    }

    /** Deletes it; whoever reads it finds it missing. */
    synchronized void delete() {
        deleted = true;
        close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", path, e.toString());
        }
    }

    private void close() {
        FileChannel open = channel;
        channel = null;
        footer = null;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException e) {
            LOG.warn("cannot close {}: {}", path, e.toString());
        }
    }
}
