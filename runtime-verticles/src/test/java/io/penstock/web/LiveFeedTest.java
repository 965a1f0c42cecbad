// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.web.LiveFeed.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LiveFeedTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger looks = new AtomicInteger();
    private final Semaphore looked = new Semaphore(0);
    private final AtomicInteger value = new AtomicInteger();
    private long againMs = 5;
    private LiveFeed feed;

    @BeforeEach
    void start() {
        feed = new LiveFeed(vertx);
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /** Takes what it is told; can be made to refuse. */
    private static final class Ear implements LiveFeed.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final AtomicBoolean deaf = new AtomicBoolean();

        @Override
        public boolean ready() {
            return !deaf.get();
        }

        @Override
        public void take(LiveFeed.Told told) {
            assertThat(told.event()).hasToString("event: " + told.name() + "\ndata: " + told.json() + "\n\n");
            heard.add(told.name() + told.json());
        }

        String next() throws InterruptedException {
            String next = heard.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }

        void awaitLast(String wanted) throws InterruptedException {
            while (!next().equals(wanted)) {
                assertThat(heard).hasSizeLessThan(1_000);
            }
        }
    }

    private Topic numbers() {
        return topic(() -> {
            looks.incrementAndGet();
            looked.release();
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("number", new JsonObject().put("n", value.get()));
            parts.put("same", new JsonObject());
            return Future.succeededFuture(new LiveFeed.Look(parts, againMs));
        });
    }

    private static Topic topic(Supplier<Future<LiveFeed.Look>> look) {
        return new Topic("numbers", look);
    }

    private void awaitLooks(int more) throws InterruptedException {
        looked.drainPermits();
        assertThat(looked.tryAcquire(more, 10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aListenerGetsEverythingOnceAndThenOnlyWhatChanged() throws InterruptedException {
        Ear ear = new Ear();
        feed.listen(ear, List.of(numbers()));
        assertThat(List.of(ear.next(), ear.next(), ear.next()))
                .containsExactly("numbers#number{\"n\":0}", "numbers#same{}", "numbers#trouble{}");
        awaitLooks(3);
        assertThat(ear.heard).isEmpty();
        value.set(1);
        assertThat(ear.next()).isEqualTo("numbers#number{\"n\":1}");
    }

    @Test
    void manyListenersAreOneLookAndNoneIsNoLook() throws InterruptedException {
        Ear first = new Ear();
        Ear second = new Ear();
        LiveFeed.Subscription one = feed.listen(first, List.of(numbers()));
        first.awaitLast("numbers#trouble{}");
        Supplier<Future<LiveFeed.Look>> never = () -> Future.failedFuture("it is looked at already");
        LiveFeed.Subscription two = feed.listen(second, List.of(topic(never)));
        second.awaitLast("numbers#trouble{}");
        one.end();
        two.end();
        // What was under way may still come; a new listener afterwards begins a look of its own.
        Ear third = new Ear();
        int before = looks.get();
        while (looks.get() != before) before = looks.get();
        feed.listen(third, List.of(numbers()));
        third.awaitLast("numbers#trouble{}");
    }

    @Test
    void oneThatReadsSlowlyGetsTheLatestWhenItIsReady() throws InterruptedException {
        Ear ear = new Ear();
        LiveFeed.Subscription subscription = feed.listen(ear, List.of(numbers()));
        ear.awaitLast("numbers#trouble{}");
        ear.deaf.set(true);
        for (int i = 1; i <= 3; i++) {
            value.set(i);
            awaitLooks(2);
        }
        assertThat(ear.heard).isEmpty();
        ear.deaf.set(false);
        vertx.runOnContext(ignored -> subscription.catchUp());
        assertThat(ear.next()).isEqualTo("numbers#number{\"n\":3}");
    }

    @Test
    void whatCannotBeLookedAtSaysWhyAndGoesOnLater() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean(true);
        Ear ear = new Ear();
        feed.listen(
                ear,
                List.of(topic(() -> broken.get()
                        ? Future.failedFuture(ApiException.notFound("there is no such thing"))
                        : Future.succeededFuture(
                                new LiveFeed.Look(new LinkedHashMap<>(Map.of("it", new JsonObject())), 5)))));
        assertThat(ear.next()).isEqualTo("numbers#trouble{\"message\":\"there is no such thing\"}");
        broken.set(false);
        assertThat(List.of(ear.next(), ear.next())).containsExactlyInAnyOrder("numbers#trouble{}", "numbers#it{}");
    }

    @Test
    void aHintIsALookAtOnce() throws InterruptedException {
        againMs = 1_000_000;
        Ear ear = new Ear();
        feed.listen(ear, List.of(numbers()));
        ear.awaitLast("numbers#trouble{}");
        value.set(1);
        feed.hint(name -> name.equals("letters"));
        feed.hint(name -> name.equals("numbers"));
        assertThat(ear.next()).isEqualTo("numbers#number{\"n\":1}");
        assertThat(looks.get()).isEqualTo(2);
    }
}
