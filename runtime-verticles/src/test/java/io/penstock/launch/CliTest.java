// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final String JOB = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "node",
                "run",
                "submit",
                "list",
                "status",
                "cancel",
                "savepoint",
                "rescale",
                "info",
                "completion"
            })
    void everyCommandExplainsItself(String command) {
        assertThat(penstock(command, "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Usage: penstock " + command).contains("--verbose");
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        assertThat(penstock("--help")).isZero();
        assertThat(out.toString()).contains("submit", "Exit codes:", "No cluster answers");
    }

    @Test
    void mistypedCommandIsAnsweredWithTheNearest() {
        assertThat(penstock("sumbit")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("submit").doesNotContain("Exception");
    }

    @Test
    void missingCommandIsWrongUsage() {
        assertThat(penstock()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a command is missing");
    }

    @Test
    void unreachableServerIsOneSentence() {
        server.close();
        assertThat(penstock("list", "-s", server.url())).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("penstock: no Penstock answers at " + server.url());
    }

    @Test
    void verboseShowsTheStackTrace() {
        server.close();
        assertThat(penstock("list", "--verbose", "-s", server.url())).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("ConnectException").contains("\tat ");
    }

    @Test
    void wrongServerAddressIsWrongUsage() {
        assertThat(penstock("list", "-s", "localhost")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("http://127.0.0.1:8081");
    }

    @Test
    void rescaleAsksForEachVertexAndPrintsWhatCameOfIt() throws IOException {
        String jobPath = "/v1/jobs/" + JOB;
        server.on("GET " + jobPath, 200, vertices(2, 1))
                .on("GET " + jobPath, 200, vertices(4, 1))
                .on("PUT " + jobPath + "/resource-requirements", 200, "{}")
                .on("GET " + jobPath + "/rescales/overview", 200, "{\"rescalesCounts\":{\"inProgress\":1}}")
                .on("GET " + jobPath + "/rescales/overview", 200, "{\"rescalesCounts\":{\"inProgress\":0}}")
                .on("GET " + jobPath + "/rescales/history", 200, "[{\"terminalState\":\"COMPLETED\"}]");
        assertThat(penstock("rescale", "-s", server.url(), JOB, "4", "--at-least", "2"))
                .as(err.toString())
                .isZero();
        assertThat(server.requests().get(1).body())
                .isEqualTo("{\"aa\":{\"parallelism\":{\"lowerBound\":2,\"upperBound\":4}},"
                        + "\"bb\":{\"parallelism\":{\"lowerBound\":1,\"upperBound\":1}}}");
        assertThat(out.toString()).contains("words", "4");
    }

    private static String vertices(int words, int lines) {
        return "{\"vertices\":[{\"id\":\"aa\",\"name\":\"words\",\"maxParallelism\":128,\"parallelism\":" + words
                + "},{\"id\":\"bb\",\"name\":\"lines\",\"maxParallelism\":1,\"parallelism\":" + lines + "}]}";
    }

    @Test
    void rescaleNamesTheVerticesThereAre() {
        server.on("GET /v1/jobs/" + JOB, 200, vertices(2, 1));
        assertThat(penstock("rescale", "-s", server.url(), JOB, "wrods=4")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no vertex 'wrods'; it has 'words', 'lines'");
        assertThat(penstock("rescale", "-s", server.url(), JOB, "words=many")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'many' is no parallelism");
    }

    @Test
    void aRescaleThatFailedSaysWhy() throws IOException {
        String jobPath = "/v1/jobs/" + JOB;
        server.on("GET " + jobPath, 200, vertices(2, 1))
                .on(
                        "PUT " + jobPath + "/resource-requirements",
                        409,
                        "{\"errors\":[\"needs 8 slots, 4 exist, 0 free\"]}");
        assertThat(penstock("rescale", "-s", server.url(), JOB, "words=8")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("needs 8 slots, 4 exist, 0 free");
    }

    @Test
    void submitUploadsTheJarAndRunsItWithTheArgumentsBehindIt() throws IOException {
        Path jar = Files.writeString(directory.resolve("job.jar"), "jar bytes");
        server.on("POST /v1/jars/upload", 200, "{\"filename\":\"/some/where/42_job.jar\",\"status\":\"success\"}")
                .on("POST /v1/jars/42_job.jar/run", 200, "{\"jobid\":\"" + JOB + "\"}");

        int exitCode = penstock(
                "submit",
                "-s",
                server.url(),
                "-p",
                "3",
                "-c",
                "a.B",
                "-o",
                "restart.strategy=none",
                jar.toString(),
                "--input",
                "-x");

        assertThat(exitCode).isZero();
        assertThat(out.toString().strip()).isEqualTo(JOB);
        assertThat(server.requests().get(0).body())
                .contains("name=\"jarfile\"; filename=\"job.jar\"")
                .contains("\r\n\r\njar bytes\r\n--penstock-");
        assertThat(server.requests().get(1).body())
                .isEqualTo("{\"entryClass\":\"a.B\",\"parallelism\":3,\"programArgsList\":[\"--input\",\"-x\"],"
                        + "\"flinkConfiguration\":{\"restart.strategy\":\"none\"}}");
    }

    @Test
    void submitWithWaitEndsAsTheJobEnds() throws IOException {
        Path jar = Files.writeString(directory.resolve("job.jar"), "x");
        server.on("POST /v1/jars/upload", 200, "{\"filename\":\"j\"}")
                .on("POST /v1/jars/j/run", 200, "{\"jobid\":\"" + JOB + "\"}")
                .on("GET /v1/jobs/" + JOB, 200, job("RUNNING"))
                .on("GET /v1/jobs/" + JOB, 200, job("FAILED"))
                .on(
                        "GET /v1/jobs/" + JOB + "/exceptions",
                        200,
                        "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"a.Boom: no\\n\\tat x\"}]}}");

        assertThat(penstock("submit", "-s", server.url(), "--wait", jar.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("RUNNING").contains("FAILED");
        assertThat(err.toString().strip()).isEqualTo("penstock: job " + JOB + " FAILED: a.Boom: no");
    }

    @Test
    void missingJarIsWrongUsageAndNothingIsSent() {
        assertThat(penstock("submit", "-s", server.url(), "nowhere.jar")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no such file: nowhere.jar");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void refusalShowsTheServersWords() {
        server.on("GET /v1/jobs/1", 400, "{\"errors\":[\"a job id is 32 hex digits, not: 1\"]}");
        assertThat(penstock("status", "-s", server.url(), "1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().strip()).isEqualTo("penstock: a job id is 32 hex digits, not: 1");
    }

    @Test
    void statusTellsWhyTheJobWaits() {
        server.on("GET /v1/jobs/" + JOB, 200, job("CREATED"));
        assertThat(penstock("status", "-s", server.url(), JOB)).isZero();
        assertThat(out.toString())
                .contains("CREATED for 12 s: needs 8 slots, 6 exist, 2 free")
                .contains("source");
    }

    @Test
    void listPrintsATableOrTheServersJson() {
        String json = "{\"jobs\":[{\"jid\":\"" + JOB + "\",\"name\":\"words\",\"state\":\"RUNNING\",\"duration\":61000,"
                + "\"tasks\":{\"total\":4,\"running\":2}}]}";
        server.on("GET /v1/jobs/overview", 200, json);

        assertThat(penstock("list", "-s", server.url())).isZero();
        assertThat(out.toString()).contains(JOB + "  words  RUNNING  1 min 1 s  2 running of 4");
        assertThat(penstock("list", "--json", "-s", server.url())).isZero();
        assertThat(out.toString()).endsWith(json + System.lineSeparator());
    }

    @Test
    void cancelSendsThePatchForEachJob() {
        server.on("PATCH /v1/jobs/a?mode=cancel", 202, "{}").on("PATCH /v1/jobs/b?mode=cancel", 202, "");
        assertThat(penstock("cancel", "-s", server.url(), "a", "b")).isZero();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void savepointStopWaitsAndPrintsWhereItIsOrWhyThereIsNone() {
        String status = "GET /v1/jobs/a/savepoints/r";
        server.on("POST /v1/jobs/a/stop", 202, "{\"request-id\":\"r\"}")
                .on(status, 200, "{\"status\":{\"id\":\"IN_PROGRESS\"},\"operation\":null}")
                .on(status, 200, "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/sp\"}}")
                .on(
                        status,
                        200,
                        "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":"
                                + "{\"class\":\"\",\"stack-trace\":\"the disk is full\"}}}");
        assertThat(penstock("savepoint", "stop", "-s", server.url(), "--drain", "-t", "/sp", "a"))
                .isZero();
        assertThat(out.toString()).contains("file:/sp");
        assertThat(server.requests().get(0).body()).contains("\"drain\":true", "\"targetDirectory\":\"/sp\"");
        assertThat(penstock("savepoint", "stop", "-s", server.url(), "a")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("the savepoint failed: the disk is full");
    }

    @Test
    void inspectingWhatIsNoSavepointIsOneSentence() {
        assertThat(penstock("savepoint", "inspect", "/no/such/savepoint")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("cannot read /no/such/savepoint/_metadata");
    }

    @Test
    void submitPassesTheSavepointOn() throws Exception {
        java.nio.file.Path jar = java.nio.file.Files.createTempFile("job", ".jar");
        server.on("POST /v1/jars/upload", 200, "{\"filename\":\"/x/j\"}")
                .on("POST /v1/jars/j/run", 200, "{\"jobid\":\"a\"}");
        assertThat(penstock("submit", "-s", server.url(), "--from-savepoint", "/sp", jar.toString()))
                .isZero();
        assertThat(server.requests().get(1).body()).contains("\"savepoint.path\":\"/sp\"");
        java.nio.file.Files.delete(jar);
    }

    @Test
    void infoSumsTheClusterUp() {
        server.on(
                "GET /v1/overview",
                200,
                "{\"taskmanagers\":3,\"slots-total\":6,\"slots-available\":4,\"jobs-running\":1}");
        assertThat(penstock("info", "-s", server.url())).isZero();
        assertThat(out.toString())
                .contains("workers  3")
                .contains("4 free of 6")
                .contains("1 running");
    }

    @Test
    void answerOfAnotherServerIsRecognised() {
        server.on("GET /v1/overview", 200, "<html>");
        assertThat(penstock("info", "-s", server.url())).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("not as Penstock does");
    }

    @Test
    void wrongSettingsStopTheNodeBeforeItStarts() {
        assertThat(penstock("node", "-Dslot.cuont=3", "-Dweb.port=70000")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("unknown key 'slot.cuont'; did you mean 'slot.count'?")
                .contains("web.port must be a whole number from 0 to 65535, not '70000'");
    }

    @Test
    void plainNodeStartsAreReadWithoutPicocli() {
        Optional<NodeStart> plain = NodeStart.parse("node", "-Dweb.port=0", "-D", "slot.count=2", "--config", "a.yaml");

        assertThat(plain).contains(new NodeStart(Path.of("a.yaml"), Map.of("web.port", "0", "slot.count", "2"), null));
        assertThat(NodeStart.parse("node", "--config=a.yaml")).isPresent();
        assertThat(NodeStart.parse("node")).isPresent();
        assertThat(NodeStart.parse("node", "--parent-pid", "12")).contains(new NodeStart(null, Map.of(), 12L));
        assertThat(NodeStart.parse("node", "--parent-pid", "x")).isEmpty();
        assertThat(NodeStart.parse("node", "--help")).isEmpty();
        assertThat(NodeStart.parse("node", "-D", "slot.count")).isEmpty();
        assertThat(NodeStart.parse("node", "--verbose", "-Dweb.port=0")).isEmpty();
        assertThat(NodeStart.parse("list")).isEmpty();
        assertThat(NodeStart.parse()).isEmpty();
    }

    @Test
    void demoSaysWhatIsMissing() {
        assertThat(penstock("demo", "--jar", "nowhere.jar")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("nowhere.jar").contains("--jar");
    }

    @Test
    void completionIsAScript() {
        assertThat(penstock("completion")).isZero();
        assertThat(out.toString()).contains("complete -F").contains("submit");
    }

    private int penstock(String... args) {
        return Cli.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private static String job(String state) {
        return "{\"jid\":\"" + JOB + "\",\"name\":\"words\",\"state\":\"" + state + "\",\"now\":22000,\"end-time\":-1,"
                + "\"timestamps\":{\"CREATED\":10000},\"reason\":\"needs 8 slots, 6 exist, 2 free\","
                + "\"vertices\":[{\"name\":\"source\",\"parallelism\":2,\"status\":\"RUNNING\","
                + "\"metrics\":{\"read-records\":7,\"write-records\":1000}}],"
                + "\"status-counts\":{\"RUNNING\":2,\"FINISHED\":1}}";
    }
}
