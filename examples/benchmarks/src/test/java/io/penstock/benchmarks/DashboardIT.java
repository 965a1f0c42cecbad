// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard in a real Chromium on real nodes. Leaves pictures of every page in {@code target/screenshots}. Whatever
 * a test does, the page must ask nobody else and complain of nothing.
 */
class DashboardIT {
    private static final Path JOBS = SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar");
    private static final String TAB = "\uE004";
    private static final String ENTER = "\uE007";
    private static final String ESCAPE = "\uE00C";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static SessionCluster cluster;
    private static String server;

    private Browser browser;
    private Pictures pictures;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = SessionCluster.start(1, 2, 600, Files.createDirectory(directory.resolve("cluster")));
        server = cluster.nodes.get(0).address();
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (cluster != null) cluster.close();
    }

    @BeforeEach
    void startBrowser() throws Exception {
        if (!cluster.nodes.get(2).alive()) cluster.nodes.set(2, cluster.startNode(2));
        cluster.awaitWorkers(2);
        browser = Browser.start(directory);
        pictures = new Pictures(browser);
    }

    @AfterEach
    void nothingFromElsewhereAndNoComplaint() throws Exception {
        try {
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(asked -> asked.startsWith(server + "/") || asked.startsWith("data:,"));
        } finally {
            browser.close();
        }
    }

    private void open(String page) throws IOException {
        browser.open(URI.create(server + "/" + page));
    }

    private static NodeProcess node() {
        return cluster.nodes.get(0);
    }

    private void pictures(String name) throws Exception {
        pictures.of(name);
    }

    private static String recovery(String jar) throws IOException {
        String body = "{\"entryClass\":\"" + RecoveryJob.class.getName() + "\",\"parallelism\":4,\"options\":"
                + "{\"checkpoint.intervalMs\":\"500\",\"checkpoint.store\":\"hazelcast\"},"
                + "\"programArgsList\":[\"1000000000\",\"100000\",\"-\",\"0\"]}";
        return NodeProcess.field(node().post("/v1/jars/" + jar + "/run", body), "jobid");
    }

    private static void cancel(String job) throws Exception {
        node().patch("/v1/jobs/" + job);
        SessionCluster.awaitStatus(node(), job, "CANCELED");
    }

    @Test
    void aJobIsSubmittedWatchedBrokenAndCancelledThroughThePage() throws Exception {
        open("");
        browser.awaitText("main", "Slots in use");
        browser.click("Submit");
        browser.awaitText("h1", "Submit a job");
        browser.type("#jar", JOBS.toString());
        browser.awaitText("main form", "penstock-benchmarks.jar");
        browser.click("RecoveryJob");
        browser.type("#args", "100000000 5000 - 0");
        browser.type("#parallelism", "4");
        browser.click("More");
        browser.type("#more", "checkpoint.intervalMs=500\ncheckpoint.store=hazelcast");
        browser.click("Show the plan");
        browser.awaitText(".graph", "window");
        pictures("submit");
        assertThat(SessionCluster.field(node(), "/v1/overview", "jobs-running"))
                .as("a plan runs nothing")
                .isEqualTo("0");

        browser.click("Run");
        browser.awaitText("h1", "recovery");
        browser.awaitText(".head", "Running");
        browser.await("records flow", () -> browser.text(".graph").matches("(?s).*in [\\d.]+ k/s.*"));
        browser.await("checkpoints are counted", () -> browser.text(".tabs").matches("(?s).*Checkpoints\\s*[1-9].*"));
        String job = browser.run("return location.hash").asText().replace("#/jobs/", "");

        cluster.nodes.get(2).kill();
        // Its peers notice the closed connection, the cluster the missing member: either may come first.
        browser.await(
                "the failover", () -> browser.text("#failover").matches("(?s).*(A worker was lost|failed on n).*"));
        browser.awaitText("#failover", "8 tasks of 2 vertices stopped");
        browser.awaitText("#failover", "8 tasks started anew as attempt 2");
        browser.awaitText("#failover", "from checkpoint");
        browser.awaitText("#failover", "Running again");
        pictures("failover");
        for (String view : List.of("Story", "Attempts", "Checkpoints", "Exceptions", "Configuration")) {
            browser.run(
                    "[...document.querySelectorAll('.tabs a')].find(a => a.innerText.startsWith(arguments[0])).click()",
                    view);
            browser.await(
                    view + " is shown",
                    () -> browser.text(".tabs [aria-current]").startsWith(view));
            browser.await("it has come", () -> !browser.text("main").contains("Asking"));
            pictures("job-" + view.toLowerCase(java.util.Locale.ROOT));
        }
        open("#/jobs/" + job);
        browser.awaitText(".graph", "window");
        browser.click("Cancel job");
        browser.click("Really cancel");
        browser.awaitText(".head", "Canceled");
        SessionCluster.awaitStatus(node(), job, "CANCELED");
    }

    @Test
    void aSavepointIsTakenAndAJobStoppedWithOneThroughThePage() throws Exception {
        String job = recovery(node().upload(JOBS));
        SessionCluster.awaitStatus(node(), job, "RUNNING");
        Path kept = Files.createDirectory(directory.resolve("kept"));
        open("#/jobs/" + job);
        browser.click("Savepoint");
        browser.awaitText("dialog", "Take a savepoint");
        browser.type("#place", kept.toString());
        pictures("savepoint");
        browser.click("Take it");
        browser.awaitText(".operations", "Completed Savepoint");
        browser.awaitText(".operations code", kept.toString());
        assertThat(Path.of(browser.text(".operations code").replaceFirst("^file:/*", "/")))
                .isNotEmptyDirectory();

        browser.click("Savepoint");
        browser.awaitText("dialog", "Take a savepoint");
        browser.type("#place", "/proc/nowhere");
        browser.click("Take it");
        browser.awaitText(".operations", "Failed Savepoint");
        browser.awaitText(".operations", "/proc/nowhere");

        browser.click("Stop with savepoint");
        browser.awaitText("dialog", "Stop with a savepoint");
        browser.click("No");
        browser.await(
                "the window is closed",
                () -> browser.run("return !document.querySelector('dialog')").asBoolean());
        assertThat(SessionCluster.field(node(), "/v1/jobs/" + job + "/status", "status"))
                .isEqualTo("RUNNING");
        browser.click("Stop with savepoint");
        browser.awaitText("dialog", "Stop with a savepoint");
        pictures("stop");
        browser.type("#place", kept.toString());
        browser.click("Stop the job");
        browser.awaitText(".operations", "Completed Stop with savepoint");
        browser.awaitText(".head", "Finished");
        pictures("operations");
        SessionCluster.awaitStatus(node(), job, "FINISHED");
        try (Stream<Path> savepoints = Files.list(kept)) {
            assertThat(savepoints).hasSize(2);
        }
    }

    @Test
    void overviewVertexAndWorkersAreShown() throws Exception {
        String job = recovery(node().upload(JOBS));
        SessionCluster.awaitStatus(node(), job, "RUNNING");
        open("");
        browser.awaitText("table", "8 running");
        pictures("overview");
        open("#/jobs/" + job);
        browser.await("records flow", () -> browser.text(".graph").matches("(?s).*in [\\d.]+ k/s.*"));
        pictures("job");
        browser.run("document.querySelectorAll('.node')[1].click()");
        browser.awaitText("h1", "window");
        browser.await("its workers", () -> browser.text("table").matches("(?s).*n[12].*"));
        pictures("vertex");
        browser.click("Flame graph");
        browser.await("a look that finds a task in a step", () -> {
            if (browser.text("main").contains("In none of")) browser.click("Sample again");
            return browser.text("main").contains("looks at tasks");
        });
        pictures("flame");
        browser.click("Workers");
        browser.awaitText("h1", "Workers");
        browser.await("facts of the JVMs", () -> browser.text("table").matches("(?s).*\\d MiB.*"));
        pictures("workers");
        browser.click("n1");
        browser.awaitText("dl", "Collections");
        pictures("worker");
        browser.click("Threads");
        browser.awaitText("main", "threads of");
        pictures("worker-threads");
        browser.click("Log");
        browser.awaitText("pre", "INFO");
        pictures("worker-log");
        cancel(job);
    }

    @Test
    void theFirstPaintIsFastAndLittleIsSent() throws Exception {
        open("");
        browser.awaitText("main", "Slots in use");
        // The first page of a browser also starts its processes; a user's second one does not.
        open("?again");
        browser.awaitText("main", "Slots in use");
        double paintMs = browser.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
                .asDouble();
        for (String page : List.of("#/workers", "#/submit")) {
            open("?again" + page);
            browser.awaitText("h1", page.equals("#/submit") ? "Submit" : "Workers");
        }
        long bytes = browser.bytes();
        System.getLogger("dashboard").log(System.Logger.Level.INFO, "first paint {0} ms, {1} bytes", paintMs, bytes);
        assertThat(paintMs).isLessThan(300);
        assertThat(bytes).isBetween(10_000L, 300_000L);
    }

    @Test
    void whatAJobIsCalledIsShownAsText() throws Exception {
        Path jar = directory.resolve("markup.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = MarkupJob.class.getResourceAsStream("MarkupJob.class")) {
            out.putNextEntry(new JarEntry(MarkupJob.class.getName().replace('.', '/') + ".class"));
            in.transferTo(out);
            out.closeEntry();
        }
        String run = "{\"entryClass\":\"" + MarkupJob.class.getName() + "\"}";
        String job = NodeProcess.field(node().post("/v1/jars/" + node().upload(jar) + "/run", run), "jobid");
        SessionCluster.awaitStatus(node(), job, "FAILED");
        open("");
        browser.awaitText("table", MarkupJob.ATTACK);
        open("#/jobs/" + job);
        browser.awaitText("h1", MarkupJob.ATTACK);
        browser.awaitText(".graph", MarkupJob.ATTACK);
        open("#/jobs/" + job + "/exceptions");
        browser.awaitText("pre", MarkupJob.ATTACK);
        assertThat(browser.run("return document.querySelectorAll('main img, main script').length")
                        .asInt())
                .isZero();
        assertThat(browser.run("return document.title").asText()).isEqualTo(MarkupJob.ATTACK + " · Penstock");
        pictures("markup");
    }

    @Test
    void aThousandSubtasksAreShownAndStayUsable() throws Exception {
        String run = "{\"entryClass\":\"" + IdleAllToAllJob.class.getName() + "\",\"parallelism\":500}";
        String job = NodeProcess.field(node().post("/v1/jars/" + node().upload(JOBS) + "/run", run), "jobid");
        open("#/jobs/" + job);
        browser.awaitText("dl", "1,000");
        browser.awaitText("table", "500 running");
        pictures("thousand");
        browser.run("document.querySelectorAll('.node')[1].click()");
        browser.await(
                "all are there",
                () -> browser.run("return document.querySelectorAll('.heat button').length")
                                .asInt()
                        == 500);
        pictures("thousand-vertex");
        // How long the page is busy for one change of everything, by its own clock.
        double drawnMs = browser.run("""
                        const begin = performance.now();
                        const heads = [...document.querySelectorAll('thead button')];
                        heads.find(b => b.innerText.startsWith('Worker')).click();
                        return new Promise(done =>
                            requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin))));
                        """).asDouble();
        System.getLogger("dashboard").log(System.Logger.Level.INFO, "500 rows sorted and drawn in {0} ms", drawnMs);
        assertThat(drawnMs).isLessThan(1_000);
        browser.click("Later");
        browser.awaitText("main", "51 to 100 of 500");
        open("");
        browser.awaitText("table", "1,000 running");
        pictures("thousand-overview");
        cancel(job);
    }

    @Test
    void everythingIsReachedWithAKeyboard() throws Exception {
        open("");
        browser.awaitText("main", "Slots in use");
        browser.press("2");
        browser.awaitText("h1", "Workers");
        browser.press("3");
        browser.awaitText("h1", "Submit");
        browser.press("1");
        browser.awaitText("main", "Slots in use");
        browser.press("?");
        browser.awaitText("dialog", "Keys");
        browser.press(ESCAPE);
        browser.await(
                "the help is closed",
                () -> browser.run("return !document.querySelector('dialog')").asBoolean());
        open("?keyboard");
        browser.awaitText("main", "Slots in use");
        for (String wanted : List.of("Skip to content", "Penstock", "Overview", "Workers")) {
            browser.press(TAB);
            assertThat(browser.run("return document.activeElement.innerText.trim()")
                            .asText())
                    .isEqualTo(wanted);
            assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle")
                            .asText())
                    .as("one sees where one is")
                    .isEqualTo("solid");
        }
        browser.press(ENTER);
        browser.awaitText("h1", "Workers");
    }
}
