// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.JobFailedException;
import io.penstock.api.Penstock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {
    private static final Path TEXT = Output.DATA.resolve("king-james-bible.txt");

    @TempDir
    Path directory;

    @Test
    void asBatchItCountsLikeSortAndUniq() throws Exception {
        run("batch", TEXT);
        assertThat(Output.lines(directory.resolve("out"))).containsExactlyInAnyOrderElementsOf(sortAndUniq());
    }

    @Test
    void asStreamTheLastCountOfEachWordIsThatOfSortAndUniq() throws Exception {
        run("streaming", TEXT);
        Map<String, Long> last = new HashMap<>();
        for (String line : Output.lines(directory.resolve("out"))) {
            String[] fields = line.split("\t", -1);
            last.merge(fields[0], Long.parseLong(fields[1]), Math::max);
        }
        assertThat(last.entrySet().stream().map(e -> e.getKey() + "\t" + e.getValue()))
                .containsExactlyInAnyOrderElementsOf(sortAndUniq());
    }

    @Test
    void aMissingInputFailsTheJobAndIsNamed() {
        Path missing = directory.resolve("missing.txt");
        assertThatThrownBy(() -> run("batch", missing))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void anUnknownArgumentIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> Penstock.local().withArgs("--imput", "x").run(new WordCount()))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("--imput")
                .hasMessageContaining("[input, mode, output, watch]");
    }

    private void run(String mode, Path input) {
        Penstock.local()
                .withArgs(
                        "--input",
                        input.toString(),
                        "--output",
                        directory.resolve("out").toString(),
                        "--mode",
                        mode)
                .withWorkers(2)
                .run(job -> {
                    job.parallelism(2).option("restart.strategy", "none");
                    new WordCount().define(job);
                });
    }

    /** The same by the tools that every Unix has, as {@code word<TAB>count}. */
    private List<String> sortAndUniq() throws Exception {
        Path counted = directory.resolve("counted");
        String script =
                "tr 'A-Z' 'a-z' < \"$0\" | tr -cs 'a-z' '\\n' | grep . | LC_ALL=C sort | uniq -c | awk '{print $2 \"\\t\" $1}'";
        Process process = new ProcessBuilder("sh", "-c", script, TEXT.toString())
                .redirectOutput(counted.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        List<String> lines = Files.readAllLines(counted, StandardCharsets.US_ASCII);
        assertThat(lines).hasSizeGreaterThan(10_000);
        return lines;
    }
}
