// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import static io.penstock.cluster.store.StoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.async.Offload;
import io.penstock.cluster.store.BlobException.Reason;
import io.penstock.cluster.store.RecordChunkStore.BlobLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordChunkStoreTest {
    private final Vertx vertx = Vertx.vertx();
    private final Offload hashing = Offload.pool("test-hash", 2, 100);
    private final InMemoryStore store = new InMemoryStore();
    private final RecordChunkStore chunks = new RecordChunkStore(store, hashing, new BlobLimits(3 << 20, 5 << 20));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        await(vertx.close());
        hashing.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, ChunkStore.CHUNK_BYTES - 1, ChunkStore.CHUNK_BYTES, ChunkStore.CHUNK_BYTES + 1, 2_500_000})
    void whatIsStoredComesBack(int size) throws IOException {
        byte[] content = content(size, 1);
        BlobInfo stored = await(put("jar", content, sha256(content)));
        assertThat(stored.bytes()).isEqualTo(size);
        assertThat(stored.chunks()).isEqualTo((size + ChunkStore.CHUNK_BYTES - 1) / ChunkStore.CHUNK_BYTES);
        assertThat(read("jar")).isEqualTo(content);
        assertThat(await(chunks.list())).containsExactly(stored);
    }

    @Test
    void theSameContentIsStoredOnceAndOtherContentIsAConflict() {
        byte[] content = content(300_000, 1);
        BlobInfo first = await(put("jar", content, sha256(content)));
        assertThat(await(put("jar", content, sha256(content)))).isEqualTo(first);
        assertThat(await(store.keys(RecordChunkStore.CHUNKS))).hasSize(2);
        byte[] other = content(10, 2);
        assertThatThrownBy(() -> await(put("jar", other, sha256(other)))).satisfies(is(Reason.CONFLICT));
    }

    @Test
    void twoUploadsOfOneIdAtTheSameTimeLeaveOneWhole() throws IOException {
        byte[] content = content(1_000_000, 1);
        Future<BlobInfo> one = put("jar", content, sha256(content));
        Future<BlobInfo> two = put("jar", content, sha256(content));
        assertThat(await(one)).isEqualTo(await(two));
        assertThat(read("jar")).isEqualTo(content);
        assertThat(await(store.keys(RecordChunkStore.CHUNKS))).hasSize(4);
    }

    @Test
    void aWrongDigestLeavesNothingBehind() {
        byte[] content = content(600_000, 1);
        assertThatThrownBy(() -> await(put("jar", content, "00"))).satisfies(is(Reason.DIGEST_MISMATCH));
        assertNothingStored();
    }

    @Test
    void aBlobTooLargeIsStoppedAndLeavesNothingBehind() {
        byte[] content = content((3 << 20) + 1, 1);
        assertThatThrownBy(() -> await(put("jar", content, sha256(content)))).satisfies(is(Reason.TOO_LARGE));
        assertNothingStored();
    }

    @Test
    void allBlobsTogetherHaveALimit() {
        byte[] content = content(2 << 20, 1);
        await(put("a", content, sha256(content)));
        await(put("b", content, sha256(content)));
        assertThatThrownBy(() -> await(put("c", content, sha256(content)))).satisfies(is(Reason.STORE_FULL));
        await(chunks.delete("a"));
        await(put("c", content, sha256(content)));
    }

    @Test
    void deletingTakesTheChunksAlong() {
        byte[] content = content(600_000, 1);
        await(put("jar", content, sha256(content)));
        assertThat(await(chunks.delete("jar"))).isTrue();
        assertThat(await(chunks.delete("jar"))).isFalse();
        assertNothingStored();
        assertThatThrownBy(() -> read("jar")).satisfies(is(Reason.NOT_FOUND));
    }

    @Test
    void aDamagedChunkIsNoticed() {
        byte[] content = content(600_000, 1);
        await(put("jar", content, sha256(content)));
        String chunk = await(store.keys(RecordChunkStore.CHUNKS)).get(1);
        await(store.put(RecordChunkStore.CHUNKS, chunk, content(ChunkStore.CHUNK_BYTES, 9), StoreToken.NONE));
        assertThatThrownBy(() -> read("jar")).satisfies(is(Reason.DIGEST_MISMATCH));
    }

    private void assertNothingStored() {
        assertThat(await(chunks.list())).isEmpty();
        assertThat(await(store.keys(RecordChunkStore.CHUNKS))).isEmpty();
    }

    private Future<BlobInfo> put(String id, byte[] content, String sha256) {
        try {
            Path file = Files.createTempFile(directory, "upload", ".bin");
            Files.write(file, content);
            return vertx.fileSystem()
                    .open(file.toString(), new OpenOptions().setCreate(false))
                    .compose(source -> chunks.putChunks(id, source, sha256)
                            .eventually(() -> source.close().otherwiseEmpty()));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    private byte[] read(String id) throws IOException {
        Path file = Files.createTempFile(directory, "download", ".bin");
        await(vertx.fileSystem()
                .open(file.toString(), new OpenOptions())
                .compose((AsyncFile target) -> chunks.getChunks(id, target).eventually(target::close)));
        return Files.readAllBytes(file);
    }

    private static java.util.function.Consumer<Throwable> is(Reason reason) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        BlobException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] content(int size, long seed) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
