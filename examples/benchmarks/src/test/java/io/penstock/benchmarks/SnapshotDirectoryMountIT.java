// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checkpoint directory is a file system of its own that fills up or turns read-only: checkpoints fail with the
 * system's reason, the job goes on, and they complete again once there is room. As root, since it mounts.
 */
class SnapshotDirectoryMountIT {
    private static final Path JOBS = SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar");
    private static final int FILL_BYTES = 1 << 20;

    @TempDir
    static Path directory;

    private SessionCluster cluster;
    private NodeProcess node;
    private Path checkpoints;
    private String job;

    @BeforeEach
    void startJob() throws Exception {
        Path work = Files.createTempDirectory(directory, "cluster");
        checkpoints = Files.createDirectory(work.resolve("mounted"));
        run("mount", "-t", "tmpfs", "-o", "size=2m", "penstock-test", checkpoints.toString());
        cluster = SessionCluster.start(1, work);
        node = cluster.nodes.get(0);
        String body = "{\"entryClass\":\"" + RecoveryJob.class.getName()
                + "\",\"parallelism\":2,\"options\":{\"checkpoint.intervalMs\":\"200\","
                + "\"checkpoint.store\":\"directory\",\"checkpoint.directory\":\"" + checkpoints
                + "\"},\"programArgsList\":[\"9000000000000\",\"2000\",\"-\",\"0\"]}";
        job = NodeProcess.field(node.post("/v1/jars/" + node.upload(JOBS) + "/run", body), "jobid");
        awaitCompletions(1);
    }

    @AfterEach
    void stopAll() throws Exception {
        if (cluster != null) cluster.close();
        run("umount", checkpoints.toString());
    }

    @Test
    void aFullDirectoryFailsCheckpointsAndNothingElse() throws Exception {
        Path fill = checkpoints.resolve("fill");
        try (var out = Files.newOutputStream(fill)) {
            byte[] block = new byte[FILL_BYTES];
            while (true) out.write(block);
        } catch (java.io.IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
        awaitFailure("No space left on device");
        Files.delete(fill);
        awaitCompletions(completed() + 2);
        assertThat(restarts()).isEqualTo("0");
    }

    @Test
    void aReadOnlyDirectoryFailsCheckpointsAndNothingElse() throws Exception {
        run("mount", "-o", "remount,ro", checkpoints.toString());
        awaitFailure("Read-only file system");
        run("mount", "-o", "remount,rw", checkpoints.toString());
        awaitCompletions(completed() + 2);
        assertThat(restarts()).isEqualTo("0");
    }

    private String report() {
        return node.get("/v1/jobs/" + job + "/checkpoints");
    }

    private int completed() {
        return Integer.parseInt(NodeProcess.field(report(), "completed"));
    }

    private String restarts() {
        return NodeProcess.field(node.get("/v1/jobs/" + job), "restarts");
    }

    private void awaitCompletions(int count) throws Exception {
        SessionCluster.await(count + " checkpoints", () -> completed() >= count);
    }

    private void awaitFailure(String reason) throws Exception {
        SessionCluster.await("a checkpoint fails: " + reason, () -> report().contains(reason));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
    }
}
