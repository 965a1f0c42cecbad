// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client of the event streams hears, and what nodes tell about themselves. */
@Timeout(60)
class EventsTest {
    @TempDir
    private static Path dir;

    private static PenstockNode node;
    private static Http http;
    private static String jar;

    @BeforeAll
    static void start() {
        node = PenstockNode.start(NodeConfig.of(
                Map.of("node.mode", "local", "node.dataDir", dir.resolve("data").toString(), "web.port", "0")));
        http = new Http(node.web());
        jar = http.jar(
                TestJars.of(dir.resolve("programs.jar"), TestPrograms.Failing.class, TestPrograms.Endless.class));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** A stream of events; reading waits for the next one. */
    private record Stream(BufferedReader lines) implements AutoCloseable {
        static Stream open(String path) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(http.server() + path))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=UTF-8");
            return new Stream(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
        }

        /** The next event as its kind and data. */
        List<Object> next() throws IOException {
            String kind = "";
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith("event: ")) kind = line.substring("event: ".length());
                if (line.startsWith("data: ")) return List.of(kind, new JsonObject(line.substring("data: ".length())));
            }
            throw new AssertionError("the stream ended");
        }

        /** Kinds and statuses up to that status of the job. */
        List<String> until(String job, String status) throws IOException {
            List<String> heard = new ArrayList<>();
            while (true) {
                List<Object> event = next();
                JsonObject data = (JsonObject) event.get(1);
                if (!data.getString("job").equals(job)) continue;
                heard.add(event.get(0) + " " + data.getString("status", data.getString("exceptionName")));
                if (status.equals(data.getString("status"))) return heard;
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static String run(Class<?> program) {
        String body = "{\"entryClass\": \"" + program.getName() + "\"}";
        return http.post("/v1/jars/" + jar + "/run", body).json().getString("jobid");
    }

    @Test
    void aStreamOfAllJobsTellsOfOneThatFailsAndWhy() throws Exception {
        try (Stream all = Stream.open("/v1/events")) {
            String job = run(TestPrograms.Failing.class);
            assertThat(all.until(job, "FAILED"))
                    .contains("failure java.lang.IllegalStateException")
                    .last()
                    .isEqualTo("state FAILED");
        }
    }

    /** Ten changes one after the other, each heard before the next begins: by looking around they would take longer. */
    @Test
    void changesAreHeardAtOnceAndInOrder() throws Exception {
        try (Stream all = Stream.open("/v1/events")) {
            String first = run(TestPrograms.Failing.class);
            all.until(first, "FAILED"); // what was there when listening began is told
            long begunNs = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                String job = run(TestPrograms.Endless.class);
                assertThat(all.until(job, "RUNNING")).last().isEqualTo("state RUNNING");
                http.send("PATCH", "/v1/jobs/" + job, null, BodyPublishers.noBody());
                assertThat(all.until(job, "CANCELED")).doesNotHaveDuplicates();
            }
            assertThat((System.nanoTime() - begunNs) / 1_000_000)
                    .as("ten looks around take 50 s")
                    .isLessThan(25_000);
        }
    }

    @Test
    void aStreamOfOneJobBeginsWithHowItIsAndTellsItsEnd() throws Exception {
        String job = run(TestPrograms.Endless.class);
        Http.await(http, "/v1/jobs/" + job, found -> found.getString("state").equals("RUNNING"));
        try (Stream one = Stream.open("/v1/jobs/" + job + "/events")) {
            assertThat(one.until(job, "RUNNING")).containsExactly("state RUNNING");
            http.send("PATCH", "/v1/jobs/" + job, null, BodyPublishers.noBody());
            assertThat(one.until(job, "CANCELED")).last().isEqualTo("state CANCELED");
        }
        assertThat(http.get("/v1/jobs/" + "0".repeat(32) + "/events").status()).isEqualTo(404);
    }

    @Test
    void aNodeTellsItsThreadsItsLogAndItsEnvironment() {
        String worker = http.get("/v1/taskmanagers")
                .json()
                .getJsonArray("taskmanagers")
                .getJsonObject(0)
                .getString("id");
        assertThat(http.get("/v1/taskmanagers/" + worker + "/thread-dump").body())
                .contains("penstock-worker-0")
                .contains("io.penstock.node.NodeFacts.threads");
        assertThat(http.get("/v1/jobmanager/environment")
                        .json()
                        .getJsonObject("jvm")
                        .getString("arch"))
                .isEqualTo(System.getProperty("os.arch"));
        org.slf4j.LoggerFactory.getLogger(EventsTest.class).warn("a line to be found again");
        assertThat(http.get("/v1/taskmanagers/" + worker + "/log").body()).contains("a line to be found again");
        assertThat(http.get("/v1/jobmanager/logs")
                        .json()
                        .getJsonArray("logs")
                        .getJsonObject(0)
                        .getString("name"))
                .isEqualTo(LogTail.NAME);
        assertThat(http.get("/v1/jobmanager/logs/other.log").status()).isEqualTo(404);
        assertThat(http.get("/v1/taskmanagers/nobody/thread-dump").status()).isEqualTo(404);
    }

    @Test
    void aTailOfALogBeginsWithAWholeLine() throws IOException {
        var ring = new LogTail.Ring(20);
        ring.write("first line\nsecond line\n".getBytes(StandardCharsets.UTF_8));
        ring.write("third\n".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(ring.read().bytes(), StandardCharsets.UTF_8)).isEqualTo("second line\nthird\n");
    }
}
