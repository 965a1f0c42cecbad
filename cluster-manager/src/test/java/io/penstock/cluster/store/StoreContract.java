// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.async.Subscription;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The laws of {@link ReplicatedStore}; each implementation runs them all. */
abstract class StoreContract {
    private static final StoreToken OLD = new StoreToken(1, 9);
    private static final StoreToken NEW = new StoreToken(2, 0);
    private static final StoreToken NEWER = new StoreToken(2, 1);

    private final String map = "contract-" + UUID.randomUUID();

    abstract ReplicatedStore store();

    /** Another node's view of the same store. */
    ReplicatedStore elsewhere() {
        return store();
    }

    @Test
    void whatWasPutIsReadWithItsTokenAndVersion() {
        assertThat(await(store().put(map, "k", bytes("a"), NEW))).isEqualTo(1);
        assertThat(await(elsewhere().get(map, "k"))).contains(new Versioned(bytes("a"), 2, 0, 1));
        assertThat(await(elsewhere().put(map, "k", bytes("b"), NEWER))).isEqualTo(2);
        assertThat(await(store().get(map, "k"))).contains(new Versioned(bytes("b"), 2, 1, 2));
    }

    @Test
    void anAbsentKeyIsEmpty() {
        assertThat(await(store().get(map, "nothing"))).isEmpty();
        assertThat(await(store().keys(map))).isEmpty();
    }

    @Test
    void anEmptyValueIsAValue() {
        await(store().put(map, "k", new byte[0], NEW));
        assertThat(await(elsewhere().get(map, "k"))).contains(new Versioned(new byte[0], 2, 0, 1));
    }

    @Test
    void aLowerTokenIsRefusedWithTheOneThatWasSeen() {
        await(store().put(map, "k", bytes("a"), NEW));
        assertThatThrownBy(() -> await(elsewhere().put(map, "k", bytes("late"), OLD)))
                .isInstanceOfSatisfying(
                        StaleTokenException.class, e -> assertThat(e.seen()).isEqualTo(NEW));
        assertThatThrownBy(() -> await(store().remove(map, "k", OLD))).isInstanceOf(StaleTokenException.class);
        assertThatThrownBy(() -> await(store().putIfAbsent(map, "k", bytes("late"), OLD)))
                .isInstanceOf(StaleTokenException.class);
        assertThatThrownBy(() -> await(store().compareAndPut(map, "k", 1, bytes("late"), OLD)))
                .isInstanceOf(StaleTokenException.class);
        assertThat(await(store().get(map, "k"))).contains(new Versioned(bytes("a"), 2, 0, 1));
    }

    @Test
    void theSameTokenMayWriteAgain() {
        await(store().put(map, "k", bytes("a"), NEW));
        assertThat(await(store().put(map, "k", bytes("b"), NEW))).isEqualTo(2);
    }

    @Test
    void aRemovedKeyStillRefusesLowerTokens() {
        await(store().put(map, "k", bytes("a"), OLD));
        assertThat(await(store().remove(map, "k", NEW))).isTrue();
        assertThat(await(elsewhere().get(map, "k"))).isEmpty();
        assertThatThrownBy(() -> await(elsewhere().put(map, "k", bytes("zombie"), OLD)))
                .isInstanceOf(StaleTokenException.class);
        assertThatThrownBy(() -> await(elsewhere().putIfAbsent(map, "k", bytes("zombie"), OLD)))
                .isInstanceOf(StaleTokenException.class);
        assertThat(await(store().keys(map))).isEmpty();
    }

    @Test
    void removingWhatNeverWasKeepsOutWhoIsLate() {
        assertThat(await(store().remove(map, "k", NEW))).isFalse();
        assertThatThrownBy(() -> await(store().put(map, "k", bytes("late"), OLD)))
                .isInstanceOf(StaleTokenException.class);
    }

    @Test
    void versionsGoOnAcrossARemoval() {
        await(store().put(map, "k", bytes("a"), NEW));
        await(store().remove(map, "k", NEW));
        assertThat(await(store().put(map, "k", bytes("b"), NEW))).isEqualTo(3);
    }

    @Test
    void putIfAbsentGivesWhatIsInTheWay() {
        assertThat(await(store().putIfAbsent(map, "k", bytes("a"), NEW))).isEmpty();
        assertThat(await(elsewhere().putIfAbsent(map, "k", bytes("b"), NEWER)))
                .contains(new Versioned(bytes("a"), 2, 0, 1));
    }

    @Test
    void putIfAbsentMayBeRepeated() {
        await(store().putIfAbsent(map, "k", bytes("a"), NEW));
        assertThat(await(elsewhere().putIfAbsent(map, "k", bytes("a"), NEW))).isEmpty();
        assertThat(await(store().get(map, "k")).map(Versioned::version)).contains(1L);
    }

    @Test
    void compareAndPutWritesOnlyTheExpectedVersion() {
        assertThat(await(store().compareAndPut(map, "k", 0, bytes("a"), NEW))).isEqualTo(1);
        assertThat(await(elsewhere().compareAndPut(map, "k", 1, bytes("b"), NEW)))
                .isEqualTo(2);
        assertThatThrownBy(() -> await(store().compareAndPut(map, "k", 1, bytes("c"), NEW)))
                .isInstanceOfSatisfying(
                        VersionMismatchException.class,
                        e -> assertThat(e.actualVersion()).isEqualTo(2));
        assertThatThrownBy(() -> await(store().compareAndPut(map, "other", 7, bytes("c"), NEW)))
                .isInstanceOfSatisfying(
                        VersionMismatchException.class,
                        e -> assertThat(e.actualVersion()).isZero());
    }

    @Test
    void compareAndPutMayBeRepeated() {
        await(store().compareAndPut(map, "k", 0, bytes("a"), NEW));
        assertThat(await(elsewhere().compareAndPut(map, "k", 0, bytes("a"), NEW)))
                .isEqualTo(1);
        await(store().compareAndPut(map, "k", 1, bytes("b"), NEW));
        assertThat(await(elsewhere().compareAndPut(map, "k", 1, bytes("b"), NEW)))
                .isEqualTo(2);
    }

    @Test
    void compareAndPutTakesARemovedKeyAsAbsent() {
        await(store().put(map, "k", bytes("a"), NEW));
        await(store().remove(map, "k", NEW));
        assertThat(await(store().compareAndPut(map, "k", 0, bytes("b"), NEW))).isEqualTo(3);
    }

    @Test
    void removingTwiceFindsNothingTheSecondTime() {
        await(store().put(map, "k", bytes("a"), NEW));
        assertThat(await(store().remove(map, "k", NEW))).isTrue();
        assertThat(await(elsewhere().remove(map, "k", NEW))).isFalse();
    }

    @Test
    void pagesCoverEveryKeyInOrderAndLeaveOutTheRemoved() {
        for (int i = 0; i < 25; i++) {
            await(store().put(map, String.format("k%02d", i), bytes("v" + i), NEW));
        }
        await(store().remove(map, "k07", NEW));
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            EntryPage page = await(elsewhere().entries(map, after.get(), 10));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(10);
            page.entries().forEach(entry -> seen.add(entry.key()));
            after = page.nextAfterKey();
        }
        assertThat(seen)
                .isEqualTo(await(store().keys(map)))
                .hasSize(24)
                .doesNotContain("k07")
                .isSorted();
    }

    @Test
    void aPageEndsWhenItHoldsManyBytes() {
        byte[] large = new byte[3 << 20];
        for (int i = 0; i < 5; i++) {
            await(store().put(map, "k" + i, large, NEW));
        }
        EntryPage page = await(store().entries(map, "", 100));
        assertThat(page.entries()).hasSize(3);
        assertThat(page.nextAfterKey()).contains("k2");
        for (int i = 0; i < 5; i++) {
            await(store().remove(map, "k" + i, NEW));
        }
    }

    @Test
    void listenersHearOfWritesAndRemovals() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Subscription subscription = await(store().listen(map, heard::add));
        await(elsewhere().put(map, "a", bytes("1"), NEW));
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("a");
        await(elsewhere().remove(map, "a", NEW));
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("a");
        subscription.close();
        subscription.close();
    }

    @Test
    void mapsDoNotMix() {
        await(store().put(map, "k", bytes("a"), NEW));
        assertThat(await(store().get(map + "-other", "k"))).isEmpty();
    }

    @Test
    void limitsAreFailedFuturesNotSurprises() {
        assertThatThrownBy(() -> await(store().put(map, "", bytes("a"), NEW)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(store().put(map, "k".repeat(513), bytes("a"), NEW)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(store().put(map, "k", new byte[ReplicatedStore.VALUE_BYTES_MAX + 1], NEW)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(store().entries(map, "", 0))).isInstanceOf(IllegalArgumentException.class);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits for a future on a thread of the test and throws its own failure. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
