// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One subtask's files. A committable is {@code hidden name, LF, final name}. */
final class TextFileWriter<T> implements SinkWriter<T> {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final String ATTEMPT = ".attempt-";

    private final Path directory;
    private final String stem;
    private final int attempt;
    private final Function<? super T, String> format;
    private final long rollBytes;
    private final List<byte[]> closed = new ArrayList<>();
    private int number;
    private long bytes;
    private @Nullable FileOutputStream file;
    private @Nullable BufferedOutputStream out;
    private Path hidden = Path.of("");

    TextFileWriter(Path directory, String stem, int attempt, Function<? super T, String> format, long rollBytes) {
        this.directory = directory;
        this.stem = stem;
        this.attempt = attempt;
        this.format = format;
        this.rollBytes = rollBytes;
    }

    @Override
    public void write(T value, long timestampMs) throws IOException {
        BufferedOutputStream target = out != null ? out : begin();
        byte[] line = format.apply(value).getBytes(StandardCharsets.UTF_8);
        target.write(line);
        target.write('\n');
        bytes += line.length + 1;
        if (bytes >= rollBytes) roll();
    }

    private BufferedOutputStream begin() throws IOException {
        hidden = directory.resolve("." + finalName() + ATTEMPT + attempt);
        file = new FileOutputStream(hidden.toFile());
        out = new BufferedOutputStream(file, BUFFER_BYTES);
        bytes = 0;
        return out;
    }

    /** Closes the current file, durably. */
    private void roll() throws IOException {
        if (out == null || file == null) return;
        out.flush();
        file.getFD().sync();
        out.close();
        out = null;
        closed.add((hidden.getFileName() + "\n" + finalName()).getBytes(StandardCharsets.UTF_8));
        number++;
    }

    /** Never that of another attempt, which may have committed under any number. */
    private String finalName() {
        return stem + (attempt > 1 ? attempt + "." : "") + number;
    }

    @Override
    public List<byte[]> prepareCommit() throws IOException {
        roll();
        var committables = List.copyOf(closed);
        closed.clear();
        return committables;
    }

    @Override
    public void commit(byte[] committable) throws IOException {
        String[] names = new String(committable, StandardCharsets.UTF_8).split("\n", 2);
        Path from = directory.resolve(names[0]);
        Path to = directory.resolve(names[1]);
        if (Files.exists(from))
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        else if (!Files.exists(to))
            throw new IOException("neither " + from + " nor " + to + " is there: prepared output was removed");
    }

    @Override
    public void recover(List<byte[]> prepared) throws IOException {
        for (byte[] committable : prepared) commit(committable);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "." + stem + "*" + ATTEMPT + "*")) {
            for (Path file : left) if (isOfEarlierAttempt(file)) Files.deleteIfExists(file);
        }
    }

    private boolean isOfEarlierAttempt(Path file) {
        String name = String.valueOf(file.getFileName());
        String number = name.substring(name.lastIndexOf(ATTEMPT) + ATTEMPT.length());
        return number.matches("\\d{1,9}") && Integer.parseInt(number) < attempt;
    }

    @Override
    public void abort() throws IOException {
        close();
        Files.deleteIfExists(hidden);
        for (byte[] committable : closed) {
            Files.deleteIfExists(directory.resolve(new String(committable, StandardCharsets.UTF_8).split("\n", 2)[0]));
        }
        closed.clear();
    }

    @Override
    public void close() throws IOException {
        if (out != null) out.close();
        out = null;
    }
}
