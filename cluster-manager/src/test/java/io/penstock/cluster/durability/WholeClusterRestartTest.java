// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.TestCluster;
import io.penstock.cluster.journal.CorruptJournalException;
import io.penstock.cluster.store.Repeating;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.cluster.store.StaleTokenException;
import io.penstock.cluster.store.StoreToken;
import io.penstock.cluster.store.StoreUnavailableException;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All coordinators stop at once and start again from their journals. */
class WholeClusterRestartTest {
    private static final StoreToken OLD = new StoreToken(3, 1);
    private static final StoreToken NEW = new StoreToken(4, 0);

    @TempDir
    private Path dir;

    private TestCluster cluster;

    @AfterEach
    void stop() {
        if (cluster != null) cluster.close();
    }

    @Test
    void oneCoordinatorFindsEverythingAgainAtTheVersionsAndTokensItHad() {
        cluster = TestCluster.durable(1, dir);
        ReplicatedStore store = led(cluster.startCoordinators(0));
        await(store.put("jobs", "a", bytes("1"), OLD));
        await(store.put("jobs", "a", bytes("2"), NEW));
        await(store.put("jobs", "gone", bytes("x"), OLD));
        await(store.remove("jobs", "gone", NEW));
        await(store.put("leader", "leader", bytes("me"), NEW));

        cluster.kill();
        ReplicatedStore again = led(cluster.startCoordinators(0));

        assertThat(await(again.keys("jobs"))).containsExactly("a");
        assertThat(await(again.get("jobs", "a")).orElseThrow().version()).isEqualTo(2);
        assertThatThrownBy(() -> await(again.put("jobs", "a", bytes("late"), OLD)))
                .isInstanceOf(StaleTokenException.class);
        assertThatThrownBy(() -> await(again.put("jobs", "gone", bytes("late"), OLD)))
                .as("a removal is remembered too")
                .isInstanceOf(StaleTokenException.class);
        assertThat(await(again.get("leader", "leader")))
                .as("no journal keeps it")
                .isEmpty();
    }

    @Test
    void nobodyReadsOrWritesBeforeTheJournalsAreReadBack() {
        cluster = TestCluster.durable(1, dir);
        List<ClusterRuntime> nodes = cluster.startCoordinators(0);
        ReplicatedStore store = nodes.get(0).store();
        assertThatThrownBy(() -> await(store.get("jobs", "a"))).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> await(store.keys("jobs"))).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> await(store.put("jobs", "a", bytes("1"), OLD)))
                .isInstanceOf(StoreUnavailableException.class);
        led(nodes);
        assertThat(await(store.put("jobs", "a", bytes("1"), OLD))).isEqualTo(1);
    }

    @Test
    void aMajorityThatStartsAgainKnowsWhatAnyMajorityAcknowledged() {
        cluster = TestCluster.durable(3, dir);
        List<ClusterRuntime> nodes = cluster.startCoordinators(0, 1, 2);
        led(nodes);
        ClusterRuntime worker = cluster.addWorker();
        for (int i = 0; i < 30; i++) {
            ReplicatedStore writer =
                    new Repeating(i % 4 == 3 ? worker.store() : nodes.get(i % 4).store());
            await(writer.put("jobs", "job-" + i, bytes("v" + i), NEW));
        }
        cluster.kill();

        List<ClusterRuntime> majority = cluster.startCoordinators(2, 0);
        ReplicatedStore again = led(majority);
        for (int i = 0; i < 30; i++) {
            assertThat(await(again.get("jobs", "job-" + i)).orElseThrow().value())
                    .isEqualTo(bytes("v" + i));
        }
    }

    @Test
    void whatWasWrittenWhileACoordinatorWasAwayIsInItsJournalOnceItIsBack() {
        cluster = TestCluster.durable(3, dir);
        ReplicatedStore store = led(cluster.startCoordinators(0, 1));
        await(store.put("jobs", "early", bytes("1"), OLD));
        await(store.put("jobs", "early", bytes("2"), OLD));
        List<ClusterRuntime> late = cluster.startCoordinators(2);
        await(late.get(0).recover(() -> true));
        await(store.remove("jobs", "early", NEW));
        await(store.put("jobs", "late", bytes("3"), NEW));
        cluster.kill();

        deleteJournal(0);
        ReplicatedStore again = led(cluster.startCoordinators(0, 1, 2));
        assertThat(await(again.keys("jobs"))).containsExactly("late");
    }

    @Test
    void aNewJournalCountsForNothingSoTheOldOnesAreWaitedFor() {
        cluster = TestCluster.durable(3, dir);
        led(cluster.startCoordinators(0, 1));
        cluster.kill();
        List<ClusterRuntime> nodes = cluster.startCoordinators(0, 1);
        await(led(nodes).put("jobs", "a", bytes("1"), OLD));
        cluster.kill();

        List<ClusterRuntime> strangers = cluster.startCoordinators(0, 2);
        Future<Void> recovery = strangers.get(0).recover(() -> true);
        assertThatThrownBy(() -> await(strangers.get(0).store().get("jobs", "a")))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(recovery.isComplete()).isFalse();
        cluster.startCoordinators(1);
        await(recovery);
        assertThat(await(strangers.get(1).store().get("jobs", "a"))).isPresent();
    }

    @Test
    void aJarIsThereAgainToTheLastByte() throws Exception {
        cluster = TestCluster.durable(1, dir);
        List<ClusterRuntime> nodes = cluster.startCoordinators(0);
        led(nodes);
        byte[] content = new byte[700_000];
        new Random(7).nextBytes(content);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        Path file = Files.write(dir.resolve("content"), content);
        ClusterRuntime node = nodes.get(0);
        await(node.vertx()
                .fileSystem()
                .open(file.toString(), new io.vertx.core.file.OpenOptions())
                .compose(in -> node.chunks().putChunks("jar", in, sha256)));
        cluster.kill();

        List<ClusterRuntime> again = cluster.startCoordinators(0);
        led(again);
        Path copy = dir.resolve("copy");
        await(again.get(0)
                .vertx()
                .fileSystem()
                .open(copy.toString(), new io.vertx.core.file.OpenOptions())
                .compose(out -> again.get(0).chunks().getChunks("jar", out).eventually(out::close)));
        assertThat(Files.readAllBytes(copy)).isEqualTo(content);
    }

    @Test
    void aTornLastWriteIsCutOffAndADamagedMiddleKeepsTheNodeFromStarting() throws IOException {
        cluster = TestCluster.durable(1, dir);
        ReplicatedStore store = led(cluster.startCoordinators(0));
        for (int i = 0; i < 5; i++) await(store.put("jobs", "job-" + i, bytes("v" + i), NEW));
        cluster.kill();
        Path journal = newest(dir.resolve("journal-0"), "journal-");
        byte[] sound = Files.readAllBytes(journal);

        Files.write(journal, java.util.Arrays.copyOf(sound, sound.length - 3));
        ReplicatedStore cut = led(cluster.startCoordinators(0));
        assertThat(await(cut.keys("jobs"))).containsExactly("job-0", "job-1", "job-2", "job-3");
        cluster.kill();

        byte[] flipped = sound.clone();
        flipped[sound.length / 2] ^= 4;
        Files.write(newest(dir.resolve("journal-0"), "journal-"), flipped);
        assertThatThrownBy(() -> await(cluster.startCoordinator(0)))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining("damaged at byte")
                .hasMessageContaining("Restore the file from a copy");
    }

    /** What the leader does first. */
    private static ReplicatedStore led(List<ClusterRuntime> nodes) {
        await(nodes.get(0).recover(() -> true));
        return nodes.get(0).store();
    }

    private void deleteJournal(int index) {
        try (Stream<Path> files = Files.list(dir.resolve("journal-" + index))) {
            for (Path file : files.toList()) Files.delete(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path newest(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .max(java.util.Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
