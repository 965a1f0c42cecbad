// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, one killed in the middle of a windowed stream: the committed files are exact. */
class KilledWorkerIT {
    private static final long EVENTS = 600_000;
    private static final long PER_SECOND = 50_000;
    private static final Path JOBS = SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private SessionCluster cluster;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = SessionCluster.start(3, Files.createTempDirectory(directory, "cluster"));
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @Test
    void filesAreExactAfterANodeWasKilledWithTheReplicatedMap() throws Exception {
        filesAreExact("\"checkpoint.store\":\"hazelcast\"");
    }

    @Test
    void filesAreExactAfterANodeWasKilledWithADirectory() throws Exception {
        Path checkpoints = cluster.directory.resolve("checkpoints");
        filesAreExact("\"checkpoint.store\":\"directory\",\"checkpoint.directory\":\"" + checkpoints + "\"");
    }

    private void filesAreExact(String store) throws Exception {
        Path out = cluster.directory.resolve("out");
        NodeProcess asked = cluster.nodes.get(0);
        String jar = asked.upload(JOBS);
        String body = "{\"entryClass\":\"" + RecoveryJob.class.getName()
                + "\",\"parallelism\":4,\"options\":{\"checkpoint.intervalMs\":\"500\"," + store
                + "},\"programArgsList\":[\"" + EVENTS + "\",\"" + PER_SECOND + "\",\"" + out + "\",\"0\"]}";
        String job = NodeProcess.field(asked.post("/v1/jars/" + jar + "/run", body), "jobid");
        SessionCluster.await("something is committed", () -> !committed(out).isEmpty());
        cluster.nodes.get(1).kill();
        SessionCluster.await(
                "the job restarted",
                () -> !List.of("", "0").contains(SessionCluster.field(asked, "/v1/jobs/" + job, "restarts")));
        assertThat(lines(out))
                .as("killed in the middle")
                .hasSizeLessThan(expected().size());
        SessionCluster.awaitStatus(asked, job, "FINISHED");
        assertThat(lines(out)).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(lines(out))).isEqualTo(expected());
    }

    private static TreeSet<String> expected() {
        Map<Long, Map<Long, Long>> sums = new TreeMap<>();
        for (long i = 0; i < EVENTS; i++) {
            RecoveryJob.Event event = RecoveryJob.Event.of(i, PER_SECOND);
            sums.computeIfAbsent(event.windowMs(), window -> new TreeMap<>())
                    .merge(event.key(), event.value(), Long::sum);
        }
        TreeSet<String> lines = new TreeSet<>();
        sums.forEach((window, keys) -> keys.forEach((key, sum) -> lines.add(RecoveryJob.line(key, window, sum))));
        return lines;
    }

    private static List<Path> committed(Path out) throws IOException {
        if (!Files.isDirectory(out)) return List.of();
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static List<String> lines(Path out) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : committed(out)) lines.addAll(Files.readAllLines(file));
        return lines;
    }
}
