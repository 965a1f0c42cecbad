// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir
    Path directory;

    @Test
    void numbersAreReadOnceWhateverTheParallelism() throws Exception {
        List<Long> expected = LongStream.range(-7, 1000).boxed().toList();
        for (int parallelism : new int[] {1, 2, 3, 16, 2000}) {
            assertThat(ReaderBench.readAll(Sources.numbers(-7, 1000), parallelism, 13))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void numbersGoOnFromASnapshotWithAnotherParallelism() throws Exception {
        Source<Long> source = Sources.numbers(0, 100);
        var read = new ReaderBench.Gather<Long>();
        var positions = new ArrayList<SplitPosition>();
        for (int subtask = 0; subtask < 4; subtask++) {
            SourceReader<Long> reader = source.createReader(new ReaderBench(subtask, 4));
            reader.poll(read, 3 + subtask);
            positions.addAll(reader.snapshot());
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            List<SplitPosition> share = positions.subList(subtask * 2, subtask * 2 + 2);
            SourceReader<Long> reader = source.createReader(new ReaderBench(subtask, 2, share, true));
            while (reader.poll(read, 5) == SourceReader.Status.MORE) {}
        }
        assertThat(read.values)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 100).boxed().toList());
    }

    @Test
    void aRatedGeneratorEmitsWhatIsDueAndAsksToBeWoken() throws Exception {
        var bench = new ReaderBench(0, 2);
        var out = new ReaderBench.Gather<Long>();
        SourceReader<Long> reader =
                Sources.<Long>generator(Long::valueOf, 2_000).createReader(bench);
        for (int ms = 0; ms < 100; ms++) {
            while (reader.poll(out, 10) == SourceReader.Status.MORE) {}
            assertThat(bench.wakeAtMs).isEqualTo(bench.nowMs + 1);
            bench.nowMs++;
        }
        assertThat(out.values).hasSize(100);
    }

    @Test
    void everyLineOfEveryFileIsReadOnceWhereverTheRangesFall() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var lines = new ArrayList<String>();
            var text = new StringBuilder();
            int count = random.nextInt(20);
            for (int i = 0; i < count; i++) {
                String line = "é".repeat(random.nextInt(6)) + i;
                lines.add(line);
                text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
            }
            if (count > 0 && random.nextBoolean())
                text.setLength(text.length() - (text.charAt(text.length() - 2) == '\r' ? 2 : 1));
            Path file = Files.writeString(directory.resolve("f"), text);
            assertThat(readInRanges(file, 1 + random.nextInt(9))).containsExactlyElementsOf(lines);
        }
    }

    private static List<String> readInRanges(Path file, int rangeBytes) throws Exception {
        var read = new ArrayList<String>();
        long size = Files.size(file);
        for (long start = 0; start < size; start += rangeBytes) {
            try (var range = new TextRange(file, start, Math.min(size, start + rangeBytes), -1)) {
                for (String line = range.next(); line != null; line = range.next()) read.add(line);
            }
        }
        return read;
    }

    @Test
    void aLineLongerThanTheBufferIsWhole() throws Exception {
        String line = "x".repeat(1_000_000);
        Path file = Files.writeString(directory.resolve("long"), line + "\nshort");
        assertThat(ReaderBench.readAll(Sources.textFiles(file), 1, 10)).containsExactly(line, "short");
    }

    @Test
    void aDirectoryIsReadWithoutItsHiddenFiles() throws Exception {
        Files.writeString(directory.resolve("a"), "1\n2\n");
        Files.writeString(directory.resolve("b"), "3");
        Files.writeString(directory.resolve(".part"), "no");
        Files.writeString(directory.resolve("_SUCCESS"), "no");
        assertThat(ReaderBench.readAll(Sources.textFiles(directory), 3, 1)).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.txt");
        assertThatThrownBy(() -> ReaderBench.readAll(Sources.textFiles(missing), 1, 10))
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("no such file or directory");
    }

    @Test
    void aWatchedDirectoryGivesNewFilesOnceAlsoAfterARestore() throws Exception {
        Files.writeString(directory.resolve("a"), "1\n");
        Source<String> source = Sources.watchTextFiles(directory, Duration.ofMillis(100));
        var bench = new ReaderBench(0, 1);
        var out = new ReaderBench.Gather<String>();
        SourceReader<String> reader = source.createReader(bench);
        while (reader.poll(out, 10) == SourceReader.Status.MORE) {}
        assertThat(bench.wakeAtMs).isEqualTo(1_100);
        Files.writeString(directory.resolve("b"), "2\n");
        bench.nowMs = 1_100;
        while (reader.poll(out, 10) == SourceReader.Status.MORE) {}
        var restored = new ReaderBench(0, 1, reader.snapshot(), true);
        SourceReader<String> second = source.createReader(restored);
        while (second.poll(out, 10) == SourceReader.Status.MORE) {}
        assertThat(out.values).containsExactly("1", "2");
    }

    @Test
    void aTextFileGoesOnFromItsPosition() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "1\n2\n3\n4\n");
        var out = new ReaderBench.Gather<String>();
        SourceReader<String> first = Sources.textFiles(file).createReader(new ReaderBench(0, 1));
        first.poll(out, 2);
        SourceReader<String> second =
                Sources.textFiles(file).createReader(new ReaderBench(0, 1, first.snapshot(), true));
        while (second.poll(out, 10) == SourceReader.Status.MORE) {}
        assertThat(out.values).containsExactly("1", "2", "3", "4");
    }

    @Test
    void aSocketGivesItsLinesAndEndsWithTheConnection() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var serving = CompletableFuture.runAsync(() -> {
                try (var socket = server.accept();
                        var out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
                    out.print("one\ntwo\nthree\n");
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            var bench = new ReaderBench(0, 1);
            var out = new ReaderBench.Gather<String>();
            try (var reader =
                    Sources.socketLines("127.0.0.1", server.getLocalPort()).createReader(bench)) {
                while (reader.poll(out, 1) != SourceReader.Status.END) {
                    if (out.values.size() < 3) bench.wakes.acquire();
                }
            }
            serving.join();
            assertThat(out.values).containsExactly("one", "two", "three");
        }
    }

    @Test
    void nonsenseIsRefusedWithTheNumberThatIsWrong() {
        assertThatThrownBy(() -> Sources.numbers(5, 4)).hasMessageContaining("(4)");
        assertThatThrownBy(() -> Sources.generator(Long::valueOf, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> Sources.socketLines("x", 70_000)).hasMessageContaining("70000");
    }
}
