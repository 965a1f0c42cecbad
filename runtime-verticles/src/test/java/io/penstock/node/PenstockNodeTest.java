// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import io.penstock.node.Http.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PenstockNodeTest {
    @TempDir
    private static Path dir;

    private static PenstockNode node;
    private static Http http;
    private static String jar;

    @BeforeAll
    static void start() {
        node = PenstockNode.start(NodeConfig.of(Map.of(
                "node.mode",
                "local",
                "node.dataDir",
                dir.resolve("data").toString(),
                "web.port",
                "0",
                "web.uploadMaxMb",
                "1",
                "slot.count",
                "4")));
        http = new Http(node.web());
        jar = http.jar(TestJars.of(
                dir.resolve("programs.jar"),
                TestPrograms.Sums.class,
                TestPrograms.Endless.class,
                TestPrograms.Lines.class,
                TestPrograms.Throwing.class,
                TestPrograms.Unsendable.class,
                TestPrograms.Unsendable.Line.class,
                TestPrograms.Unsendable.Order.class,
                TestPrograms.Failing.class,
                TestPrograms.NoProgram.class,
                TestPrograms.NoConstructor.class));
    }

    @AfterAll
    static void stop() {
        node.close();
        assertThat(node.awaitEnd()).isZero();
    }

    @Test
    void aNodeThatHasStartedHasItsSlotsFreeAndIsReady() {
        JsonObject overview = http.get("/v1/overview").json();
        assertThat(overview.getInteger("taskmanagers")).isEqualTo(1);
        assertThat(overview.getInteger("slots-total")).isEqualTo(4);
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
        assertThat(http.get("/health/live").status()).isEqualTo(200);
        assertThat(http.get("/v1/config").json().getString("flink-version")).isNotEmpty();
        assertThat(http.get("/metrics").body()).contains("jvm_memory");
        assertThat(http.get("/").body()).contains("<title>Penstock</title>");
        JsonObject worker =
                http.get("/v1/taskmanagers").json().getJsonArray("taskmanagers").getJsonObject(0);
        assertThat(http.get("/v1/taskmanagers/" + worker.getString("id")).json().getInteger("slotsNumber"))
                .isEqualTo(4);
    }

    @Test
    void anUploadedJarRunsToItsEndAndItsHistoryStays() {
        String job = run("{\"parallelism\": 2}").json().getString("jobid");
        JsonObject ended = http.ended(job);
        assertThat(ended.getString("state")).isEqualTo("FINISHED");
        assertThat(ended.getString("name")).isEqualTo("sums");
        assertThat(ended.getJsonObject("status-counts").getInteger("FINISHED")).isPositive();
        assertThat(http.get("/v1/jobs/" + job + "/status").json().getString("status"))
                .isEqualTo("FINISHED");
        assertThat(http.get("/v1/jobs/overview").body()).contains(job);
        assertThat(http.get("/v1/jobs").body()).contains(job);
        assertThat(http.get("/jobs/" + job + "/plan").body()).contains("ship_strategy");
    }

    @Test
    void aCheckpointIsToldPerSubtaskForAsLongAsItsTasksRun() throws Exception {
        Path text = Files.createDirectories(dir.resolve("checkpointed"));
        Files.writeString(text.resolve("first"), "a\nb\nc\n".repeat(100));
        String job = run("{\"entryClass\": \"" + TestPrograms.Lines.class.getName()
                        + "\", \"parallelism\": 2, \"programArgsList\": [\"" + text
                        + "\"], \"flinkConfiguration\": {\"checkpoint.intervalMs\": \"100\"}}")
                .json()
                .getString("jobid");
        awaitCounts(job, 300);
        JsonObject checkpoints = Http.await(
                http,
                "/v1/jobs/" + job + "/checkpoints",
                all -> all.getJsonObject("counts").getInteger("completed") > 2);
        JsonObject latest = checkpoints.getJsonObject("latest").getJsonObject("completed");
        long bytes = 0;
        for (Object vertex : http.get("/v1/jobs/" + job).json().getJsonArray("vertices")) {
            JsonObject parts = http.get("/v1/jobs/" + job + "/checkpoints/details/" + latest.getInteger("id")
                            + "/subtasks/" + ((JsonObject) vertex).getString("id"))
                    .json();
            assertThat(parts.getString("status")).isEqualTo("COMPLETED");
            assertThat(parts.getInteger("num_acknowledged_subtasks"))
                    .isEqualTo(parts.getInteger("num_subtasks"))
                    .isPositive();
            for (Object each : parts.getJsonArray("subtasks")) {
                JsonObject subtask = (JsonObject) each;
                assertThat(subtask.getString("status")).isEqualTo("completed");
                assertThat(subtask.getLong("ack_timestamp"))
                        .isGreaterThanOrEqualTo(latest.getLong("trigger_timestamp"));
            }
            bytes += parts.getLong("state_size");
        }
        assertThat(bytes).isPositive().isEqualTo(latest.getLong("state_size"));
        assertThat(http.get("/v1/jobs/" + job + "/checkpoints/details/999999/subtasks/" + "0".repeat(32))
                        .status())
                .isEqualTo(404);
        http.send("PATCH", "/v1/jobs/" + job, null, BodyPublishers.noBody());
        http.ended(job);
    }

    @Test
    void aNodeCountsWhatItDecidesAndTriesOutWhatItStandsOn() {
        http.ended(run("{\"parallelism\": 2}").json().getString("jobid"));
        assertThat(http.post("/v1/jars/" + jar + "/run", "{\"entryClass\": \"no.such.Program\"}")
                        .status())
                .isNotEqualTo(200);
        String metrics = http.get("/metrics").body();
        assertThat(value(metrics, "penstock_control_submissions_total{result=\"accepted\"}"))
                .isPositive();
        assertThat(value(metrics, "penstock_control_deployments_total")).isGreaterThanOrEqualTo(4);
        assertThat(value(metrics, "penstock_control_job_masters_started_total")).isPositive();
        assertThat(value(metrics, "penstock_control_leaderships_total")).isEqualTo(1);
        assertThat(value(metrics, "penstock_control_stale_refused_total")).isZero();
        assertThat(value(metrics, "penstock_bus_sent_total")).isPositive();
        assertThat(value(metrics, "penstock_hazelcast_members")).isEqualTo(1);
        assertThat(value(metrics, "penstock_hazelcast_safe")).isEqualTo(1);
        assertThat(value(metrics, "penstock_store_read_seconds")).isBetween(0.0, 1.0);
        assertThat(value(metrics, "penstock_store_reads_failed_total")).isZero();
    }

    private static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not in " + metrics));
    }

    @Test
    void aFinishedJobKeepsWhatItsTasksHaveCounted() {
        String job = run("{\"parallelism\": 2}").json().getString("jobid");
        JsonArray vertices = http.ended(job).getJsonArray("vertices");
        JsonObject numbers = vertices.getJsonObject(0).getJsonObject("metrics");
        JsonObject sums = vertices.getJsonObject(1).getJsonObject("metrics");
        assertThat(numbers.getLong("read-records")).isEqualTo(1_000);
        assertThat(numbers.getLong("write-records")).isEqualTo(1_000);
        assertThat(sums.getLong("read-records")).isEqualTo(1_000);
        assertThat(sums.getLong("write-records")).as("a sink writes to no task").isZero();
        assertThat(sums.getBoolean("read-records-complete")).isTrue();
    }

    @Test
    void aRunningJobIsCountedWhileItRuns() throws Exception {
        Path text = Files.createDirectories(dir.resolve("text"));
        Files.writeString(text.resolve("first"), "a\nb\na\n".repeat(100));
        String job = run("{\"entryClass\": \"" + TestPrograms.Lines.class.getName()
                        + "\", \"parallelism\": 2, \"programArgsList\": [\"" + text + "\"]}")
                .json()
                .getString("jobid");
        awaitCounts(job, 300);
        Files.writeString(dir.resolve("second"), "c\n".repeat(50));
        Files.move(dir.resolve("second"), text.resolve("second"));
        JsonObject sums = awaitCounts(job, 350);
        assertThat(sums.getLong("accumulated-idle-time")).isPositive();
        http.send("PATCH", "/v1/jobs/" + job, null, BodyPublishers.noBody());
        JsonObject ended = http.ended(job).getJsonArray("vertices").getJsonObject(1);
        assertThat(ended.getJsonObject("metrics").getLong("read-records"))
                .as("a cancelled job keeps its counts too")
                .isEqualTo(350);
    }

    /** Waits until the second vertex has read so many records, no more and no less. */
    private static JsonObject awaitCounts(String job, long records) throws InterruptedException {
        JsonObject reached = Http.await(http, "/v1/jobs/" + job, found -> {
            JsonArray vertices = found.getJsonArray("vertices");
            if (vertices.isEmpty()) return false;
            JsonObject metrics = vertices.getJsonObject(1).getJsonObject("metrics");
            assertThat(metrics.getLong("read-records")).isLessThanOrEqualTo(records);
            return metrics.getBoolean("read-records-complete") && metrics.getLong("read-records") == records;
        });
        return reached.getJsonArray("vertices").getJsonObject(1).getJsonObject("metrics");
    }

    @Test
    void theCodeOfEndedJobsIsGone() throws InterruptedException {
        int jobs = 20;
        long before = JobLoaders.unloadedAfterCollection(0);
        for (int i = 0; i < jobs; i++) http.ended(run("{}").json().getString("jobid"));
        // Each job has two classes of its own at least: its program and a function.
        assertThat(JobLoaders.unloadedAfterCollection(before + 2L * jobs)).isGreaterThanOrEqualTo(before + 2L * jobs);
    }

    @Test
    void jarAndArgumentsInOneRequestRunToo() {
        Path file = TestJars.of(dir.resolve("one.jar"), TestPrograms.Sums.class);
        Answer answer = http.upload("/v1/jobs", file, Http.field("parallelism", "1") + Http.field("arg", "x"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(http.ended(answer.json().getString("jobid")).getString("state"))
                .isEqualTo("FINISHED");
    }

    @Test
    void aRunningJobIsCancelledAndKeepsItsJarUntilThen() {
        Path file = TestJars.of(dir.resolve("endless.jar"), TestPrograms.Endless.class);
        String id = http.jar(file);
        String job = http.post("/v1/jars/" + id + "/run", "").json().getString("jobid");
        Answer kept = http.send("DELETE", "/v1/jars/" + id, null, BodyPublishers.noBody());
        assertThat(kept.status()).isEqualTo(409);
        assertThat(kept.error()).contains(job);
        assertThat(http.send("PATCH", "/v1/jobs/" + job + "?mode=cancel", null, BodyPublishers.noBody())
                        .status())
                .isEqualTo(202);
        assertThat(http.ended(job).getString("state")).isEqualTo("CANCELED");
        assertThat(http.send("DELETE", "/v1/jars/" + id, null, BodyPublishers.noBody())
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/v1/jars").body()).doesNotContain(id);
    }

    @Test
    void aFailedJobTellsWhatFailedAndWhere() {
        String job = run("{\"entryClass\": \"" + TestPrograms.Failing.class.getName() + "\"}")
                .json()
                .getString("jobid");
        assertThat(http.ended(job).getString("state")).isEqualTo("FAILED");
        String exceptions = http.get("/v1/jobs/" + job + "/exceptions").body();
        assertThat(exceptions).contains("seven is too much").contains("checked");
    }

    @Test
    void aJobThatNeedsMoreSlotsThanThereAreSaysSo() throws InterruptedException {
        String job = run("{\"parallelism\": 9, \"entryClass\": \"" + TestPrograms.Endless.class.getName() + "\"}")
                .json()
                .getString("jobid");
        Http.await(http, "/v1/jobs/" + job, view -> view.getString("reason").contains("needs 9 slots, 4 exist"));
        http.send("PATCH", "/v1/jobs/" + job, null, BodyPublishers.noBody());
        assertThat(http.ended(job).getString("state")).isEqualTo("CANCELED");
    }

    @Test
    void programsThatCannotRunAreRefusedAtTheDoorInWords() {
        assertRefused(program("no.such.Program"), 400, "no.such.Program is not in the job's jar");
        assertRefused(program(TestPrograms.NoProgram.class.getName()), 400, "does not implement");
        assertRefused(program(TestPrograms.NoConstructor.class.getName()), 400, "constructor without parameters");
        assertRefused(program(TestPrograms.Throwing.class.getName()), 400, "no --input given");
        assertRefused(
                program(TestPrograms.Unsendable.class.getName()),
                400,
                "operator 'orders': Order.lines[].price: java.awt.Color can't be sent between tasks: it is a class of the"
                        + " Java platform that is more than a plain value; use a plain value instead, or give the job a"
                        + " serializer for it: job.serializer(Color.class, ...)");
        assertRefused("{\"options\": {\"no.such.option\": 1}}", 400, "no.such.option");
    }

    @Test
    void malformedRequestsAreRefusedInWords() {
        assertRefused("{\"parallelism\": 0}", 400, "parallelism");
        assertRefused("{\"parallelism\": 1000000000}", 400, "parallelism");
        assertRefused("{\"parallelism\": \"many\"}", 400, "parallelism");
        assertRefused("{\"programArgsList\": \"x\"}", 400, "programArgsList");
        assertRefused("{\"surprise\": 1}", 400, "surprise");
        assertRefused("{broken", 400, "JSON");
        assertRefused("[]", 400, "JSON");
        assertThat(http.send("POST", "/v1/jars/" + jar + "/run", "text/plain", BodyPublishers.ofString("hello"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void whatDoesNotExistIsNotFoundAndBadIdsAreNamed() {
        assertError(http.get("/v1/jobs/" + "0".repeat(32)), 404, "0000");
        assertError(http.get("/v1/jobs/xyz"), 400, "32 hex digits");
        assertError(http.get("/v1/jobs/..%2f..%2fetc%2fpasswd"), 400, "32 hex digits");
        assertError(http.post("/v1/jars/" + "0".repeat(32) + "/run", "{}"), 404, "no jar");
        assertError(http.send("DELETE", "/v1/jars/..%2f..%2fx", null, BodyPublishers.noBody()), 400, "32 hex digits");
        assertError(http.get("/v1/nothing"), 404, "nothing at this path");
        assertError(http.send("DELETE", "/v1/overview", null, BodyPublishers.noBody()), 405, "method");
    }

    @Test
    void filesThatAreNoJarsAreRefused() throws IOException {
        Path text = Files.writeString(dir.resolve("notes.jar"), "these are no classes");
        assertError(http.upload("/v1/jars/upload", text, ""), 400, "no jar");
        Path empty = Files.write(dir.resolve("empty.jar"), new byte[0]);
        assertError(http.upload("/v1/jars/upload", empty, ""), 400, "empty");
        assertError(http.post("/v1/jars/upload", "{}"), 415, "multipart");
    }

    @Test
    void anUploadAboveTheLimitIsRefusedAndTheNodeGoesOn() throws IOException {
        Path large = Files.write(dir.resolve("large.jar"), new byte[3 << 20]);
        int status = 0;
        try {
            status = http.upload("/v1/jars/upload", large, "").status();
        } catch (AssertionError closedWhileSending) {
            status = 413;
        }
        assertThat(status).isEqualTo(413);
        assertThat(http.get("/v1/overview").status()).isEqualTo(200);
    }

    private static String program(String name) {
        return "{\"entryClass\": \"" + name + "\"}";
    }

    private static Answer run(String body) {
        Answer answer = http.post("/v1/jars/" + jar + "/run", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void assertRefused(String body, int status, String words) {
        assertError(http.post("/v1/jars/" + jar + "/run", body), status, words);
    }

    private static void assertError(Answer answer, int status, String words) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.error()).contains(words);
    }
}
