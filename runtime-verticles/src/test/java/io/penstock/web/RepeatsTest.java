// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clock stands still unless a test moves it. */
class RepeatsTest {
    private static final int OFTEN = 40;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong now = new AtomicLong(1_000_000);
    /** How often a route was asked; also what it answers. */
    private final AtomicInteger asked = new AtomicInteger();

    /** What {@code /jobs/slow} waits for, if anything. */
    private final AtomicReference<Promise<JsonObject>> slow = new AtomicReference<>();

    private final Semaphore come = new Semaphore(0);
    private HttpServer server;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        router.get("/jobs/slow").handler(request -> {
            if (slow.get() != null) vertx.runOnContext(later -> come.release());
            request.next();
        });
        new Repeats(now::get).addTo(router);
        router.get("/jobs/slow").handler(request -> {
            int number = asked.incrementAndGet();
            Promise<JsonObject> later = slow.get();
            Answers.json(
                    request,
                    later == null ? Future.succeededFuture(new JsonObject().put("n", number)) : later.future());
        });
        router.patch("/jobs/a")
                .handler(request -> Answers.json(request, 202, Future.succeededFuture(new JsonObject())));
        router.get("/jobs/broken").handler(request -> Answers.error(request, 503, "no " + asked.incrementAndGet()));
        router.get()
                .handler(request -> Answers.json(
                        request, Future.succeededFuture(new JsonObject().put("n", asked.incrementAndGet()))));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private String send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private int get(String path) throws Exception {
        return new JsonObject(send("GET", path)).getInteger("n");
    }

    private int askOften(String path) throws Exception {
        int last = 0;
        for (int i = 0; i < OFTEN; i++) last = get(path);
        return last;
    }

    @Test
    void whoAsksAloneIsAlwaysToldAnew() throws Exception {
        for (int i = 1; i < 5 * OFTEN; i++) {
            now.addAndGet(10);
            assertThat(get("/jobs/a")).isEqualTo(i);
        }
    }

    @Test
    void whatIsAskedForAllTheTimeIsToldAgainForAFifthOfASecond() throws Exception {
        int told = askOften("/jobs/a");
        assertThat(told).isEqualTo(OFTEN);
        for (int i = 0; i < 2 * OFTEN; i++) assertThat(get("/jobs/a")).isEqualTo(told);
        now.addAndGet(199);
        assertThat(get("/jobs/a")).isEqualTo(told);
        now.addAndGet(1);
        assertThat(get("/jobs/a"))
                .as("it is still asked for often, and a new answer is due")
                .isEqualTo(told + 1);
        assertThat(get("/jobs/a")).isEqualTo(told + 1);
        now.addAndGet(1_000);
        assertThat(get("/jobs/a")).isEqualTo(told + 2);
        assertThat(get("/jobs/a")).as("no longer often").isEqualTo(told + 3);
    }

    @Test
    void whoAsksWhileAnAnswerIsLookedUpGetsItToo() throws Exception {
        askOften("/jobs/slow");
        now.addAndGet(200);
        slow.set(Promise.promise());
        List<CompletableFuture<String>> asking = new ArrayList<>();
        for (int i = 0; i < 5; i++) asking.add(CompletableFuture.supplyAsync(() -> uncheckedGet("/jobs/slow")));
        waits(4);
        int before = asked.get();
        vertx.runOnContext(ignored -> slow.get().complete(new JsonObject().put("n", 7)));
        for (CompletableFuture<String> one : asking)
            assertThat(one.get(30, TimeUnit.SECONDS)).contains(":7");
        assertThat(asked.get()).isEqualTo(before);
    }

    @Test
    void whenThatAnswerFailsEverybodyAsksForThemselves() throws Exception {
        askOften("/jobs/slow");
        now.addAndGet(200);
        slow.set(Promise.promise());
        List<CompletableFuture<String>> asking = new ArrayList<>();
        for (int i = 0; i < 5; i++) asking.add(CompletableFuture.supplyAsync(() -> uncheckedGet("/jobs/slow")));
        waits(4);
        Promise<JsonObject> failing = slow.getAndSet(null);
        vertx.runOnContext(ignored -> failing.fail(ApiException.notFound("gone")));
        int gone = 0;
        for (CompletableFuture<String> one : asking) {
            if (one.get(30, TimeUnit.SECONDS).contains("gone")) gone++;
        }
        assertThat(gone).isEqualTo(1);
    }

    /** Until so many have come to {@link Repeats} behind the one that looks. */
    private void waits(int others) throws Exception {
        assertThat(come.tryAcquire(others + 1, 30, TimeUnit.SECONDS)).isTrue();
    }

    private String uncheckedGet(String path) {
        try {
            return send("GET", path);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void otherQuestionsHaveOtherAnswers() throws Exception {
        int told = askOften("/jobs/a");
        assertThat(get("/jobs/b")).isEqualTo(told + 1);
        assertThat(get("/jobs/a?get=x")).isEqualTo(told + 2);
        assertThat(get("/jobs/a")).isEqualTo(told);
    }

    @Test
    void aChangeMakesEverythingForgotten() throws Exception {
        int told = askOften("/jobs/a");
        send("PATCH", "/jobs/a");
        assertThat(get("/jobs/a")).isEqualTo(told + 1);
        assertThat(get("/jobs/a")).isEqualTo(told + 2);
    }

    @Test
    void whatWaitsOrDependsOnWhoAsksOrFailsIsNotKept() throws Exception {
        for (String path : new String[] {"/jobs/a?wait=10", "/jobs/a/jobmanager/log-url", "/session", "/jars"}) {
            int before = askOften(path);
            assertThat(get(path)).as(path).isEqualTo(before + 1);
        }
        String last = "";
        for (int i = 0; i < OFTEN; i++) last = send("GET", "/jobs/broken");
        assertThat(send("GET", "/jobs/broken")).isNotEqualTo(last);
    }
}
