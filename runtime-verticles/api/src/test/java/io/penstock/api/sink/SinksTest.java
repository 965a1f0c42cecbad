// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksTest {
    private static final long NO_TIME = Long.MIN_VALUE;

    @TempDir
    Path directory;

    @Test
    void textFilesAreFinalOnlyWhenCommittedAndRollOver() throws Exception {
        TextFileWriter<Integer> writer = writer(1, 10);
        for (int i = 0; i < 10; i++) writer.write(i, NO_TIME);
        assertThat(visible()).isEmpty();
        List<byte[]> committables = writer.prepareCommit();
        assertThat(committables).hasSize(2);
        assertThat(visible()).isEmpty();
        for (byte[] committable : committables) writer.commit(committable);
        assertThat(visible()).containsExactly("part-job-0-0", "part-job-0-1");
        assertThat(Files.readAllLines(directory.resolve("part-job-0-1"))).containsExactly("5", "6", "7", "8", "9");
    }

    @Test
    void committingTwiceIsHarmless() throws Exception {
        TextFileWriter<Integer> writer = writer(1, 10);
        writer.write(1, NO_TIME);
        byte[] committable = writer.prepareCommit().get(0);
        writer.commit(committable);
        writer(2, 10).commit(committable);
        assertThat(visible()).containsExactly("part-job-0-0");
    }

    @Test
    void preparedOutputThatWasRemovedIsAnError() throws Exception {
        TextFileWriter<Integer> writer = writer(1, 10);
        writer.write(1, NO_TIME);
        byte[] committable = writer.prepareCommit().get(0);
        Files.delete(directory.resolve(".part-job-0-0.attempt-1"));
        assertThatThrownBy(() -> writer.commit(committable)).hasMessageContaining("prepared output was removed");
    }

    @Test
    void anAbortedAttemptLeavesNothing() throws Exception {
        TextFileWriter<Integer> writer = writer(1, 10);
        for (int i = 0; i < 8; i++) writer.write(i, NO_TIME);
        writer.abort();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private TextFileWriter<Integer> writer(int attempt, long rollBytes) {
        return new TextFileWriter<>(directory, "part-job-0-", attempt, String::valueOf, rollBytes);
    }

    private List<String> visible() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
