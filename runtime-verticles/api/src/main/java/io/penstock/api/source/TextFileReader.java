// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import io.penstock.api.function.NonRecoverableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ranges that its subtask owns, one after another. A range's split id is {@code path@start-end}; its position
 * is the offset of the next line, or {@link #DONE}. Ranges of a watched directory stay remembered when done, so that no
 * file is read twice.
 */
final class TextFileReader implements SourceReader<String> {
    private static final long DONE = -2;
    private static final long NOT_BEGUN = -1;

    private final TextFileSource source;
    private final SourceReaderContext context;
    /** Position per split id, of all splits that this subtask ever owned. */
    private final Map<String, Long> positions = new LinkedHashMap<>();

    private final ArrayDeque<String> open = new ArrayDeque<>();
    private @Nullable TextRange current;
    private long nextLookMs;

    TextFileReader(TextFileSource source, SourceReaderContext context) throws IOException {
        this.source = source;
        this.context = context;
        for (SplitPosition restored : context.restored()) {
            long offset = ByteBuffer.wrap(restored.position()).getLong();
            positions.put(restored.splitId(), offset);
            if (offset != DONE) open.add(restored.splitId());
        }
        if (!context.isRestored() || source.watchInterval() != null) discover();
    }

    private void discover() throws IOException {
        for (Path path : source.paths()) {
            for (Path file : files(path)) {
                long size = Files.size(file);
                long start = 0;
                do {
                    long end = Math.min(size, start + TextFileSource.RANGE_BYTES);
                    // The last range has no end: what is appended while it is read belongs to it.
                    String id = file + "@" + start + "-" + (end == size ? "" : Long.toString(end));
                    if (context.owns(id) && positions.putIfAbsent(id, NOT_BEGUN) == null) open.add(id);
                    start = end;
                } while (start < size);
            }
        }
        if (source.watchInterval() != null) {
            nextLookMs =
                    context.currentProcessingTime() + source.watchInterval().toMillis();
        }
    }

    private List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path)) return List.of(path);
        if (!Files.isDirectory(path)) {
            var missing =
                    new NoSuchFileException(path.toString(), null, "there is no such file or directory on this worker");
            // What is watched may yet come; what is to be read once is named wrongly.
            if (source.watchInterval() != null) throw missing;
            throw new NonRecoverableException(String.valueOf(missing.getMessage()), missing);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> !hidden(file))
                    .sorted()
                    .toList();
        }
    }

    private static boolean hidden(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") || name.startsWith("_");
    }

    @Override
    public Status poll(SourceOutput<String> out, int recordsMax) throws IOException {
        int left = recordsMax;
        while (left > 0) {
            TextRange range = current != null ? current : openNext();
            if (range == null) break;
            String line = range.next();
            if (line == null) {
                finishCurrent();
            } else {
                out.emit(line);
                left--;
            }
        }
        if (left < recordsMax || current != null) return Status.MORE;
        if (source.watchInterval() == null) return Status.END;
        if (context.currentProcessingTime() >= nextLookMs) discover();
        if (!open.isEmpty()) return Status.MORE;
        context.wakeAt(nextLookMs);
        return Status.IDLE;
    }

    private @Nullable TextRange openNext() throws IOException {
        String id = open.peek();
        if (id == null) return null;
        int at = id.lastIndexOf('@');
        int dash = id.indexOf('-', at);
        long start = Long.parseLong(id.substring(at + 1, dash));
        String end = id.substring(dash + 1);
        Path path = Path.of(id.substring(0, at));
        current = new TextRange(
                path,
                start,
                end.isEmpty() ? Long.MAX_VALUE : Long.parseLong(end),
                positions.getOrDefault(id, NOT_BEGUN));
        return current;
    }

    private void finishCurrent() throws IOException {
        positions.put(open.remove(), DONE);
        close();
    }

    @Override
    public List<SplitPosition> snapshot() {
        if (current != null) positions.put(open.element(), current.offset());
        var snapshot = new ArrayList<SplitPosition>(positions.size());
        positions.forEach((id, offset) -> snapshot.add(
                new SplitPosition(id, ByteBuffer.allocate(8).putLong(offset).array())));
        return snapshot;
    }

    @Override
    public void close() throws IOException {
        if (current != null) current.close();
        current = null;
    }
}
