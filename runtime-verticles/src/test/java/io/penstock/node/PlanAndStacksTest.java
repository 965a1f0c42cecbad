// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.config.NodeConfig;
import io.penstock.node.Http.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What workers tell about programs that do not run and tasks that do. */
@Timeout(90)
class PlanAndStacksTest {
    @TempDir
    private static Path dir;

    private static PenstockNode node;
    private static Http http;
    private static String jar;

    /** One vertex works without a pause, the other waits without using a processor. */
    public static final class BusyAndWaiting implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            job.source("numbers", Sources.generator(n -> n, 1_000_000))
                    .map(BusyAndWaiting::work)
                    .rebalance()
                    .map(BusyAndWaiting::waitAWhile)
                    .name("slow")
                    .blocking()
                    .sinkTo("out", Sinks.discard());
        }

        static long work(long n) {
            long x = n;
            for (int i = 0; i < 20_000; i++) x = x * 6364136223846793005L + 1442695040888963407L;
            return x;
        }

        static long waitAWhile(long n) {
            LockSupport.parkNanos(2_000_000);
            return n;
        }
    }

    @BeforeAll
    static void start() {
        node = PenstockNode.start(NodeConfig.of(Map.of(
                "node.mode",
                "local",
                "node.dataDir",
                dir.resolve("data").toString(),
                "web.port",
                "0",
                "slot.count",
                "4")));
        http = new Http(node.web());
        jar = http.jar(TestJars.of(
                dir.resolve("programs.jar"),
                BusyAndWaiting.class,
                TestPrograms.Sums.class,
                TestPrograms.Throwing.class,
                TestPrograms.NoProgram.class));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String entry(Class<?> program) {
        return "{\"parallelism\": 2, \"entryClass\": \"" + program.getName() + "\"}";
    }

    @Test
    void aPlanIsMadeWithoutRunningAnything() {
        int before = http.get("/v1/jobs").json().getJsonArray("jobs").size();
        Answer answer = http.post("/v1/jars/" + jar + "/plan", entry(TestPrograms.Sums.class));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonObject plan = answer.json().getJsonObject("plan");
        assertThat(plan.getString("name")).isEqualTo("sums");
        JsonArray nodes = plan.getJsonArray("nodes");
        assertThat(nodes.size()).isEqualTo(2);
        assertThat(nodes.getJsonObject(1).getInteger("parallelism")).isEqualTo(2);
        assertThat(nodes.getJsonObject(1)
                        .getJsonArray("inputs")
                        .getJsonObject(0)
                        .getString("ship_strategy"))
                .isEqualTo("HASH");
        String query = "?entry-class=" + TestPrograms.Sums.class.getName() + "&parallelism=2";
        assertThat(http.get("/v1/jars/" + jar + "/plan" + query)
                        .json()
                        .getJsonObject("plan")
                        .getJsonArray("nodes"))
                .isEqualTo(nodes);
        assertThat(http.get("/v1/jobs").json().getJsonArray("jobs").size()).isEqualTo(before);
    }

    @Test
    void aProgramWithoutAPlanSaysWhy() {
        Answer threw = http.post("/v1/jars/" + jar + "/plan", entry(TestPrograms.Throwing.class));
        assertThat(threw.status()).isEqualTo(400);
        assertThat(threw.error()).contains("no --input given");
        Answer missing = http.post("/v1/jars/" + jar + "/plan", "{\"entryClass\": \"no.such.Program\"}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.error()).contains("no.such.Program is not in the job's jar");
        assertThat(http.post("/v1/jars/" + "0".repeat(32) + "/plan", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void theProgramsInAJarAreFound() {
        assertThat(http.get("/v1/jars/" + jar + "/programs").json().getJsonArray("programs"))
                .containsExactlyInAnyOrder(
                        BusyAndWaiting.class.getName(),
                        TestPrograms.Sums.class.getName(),
                        TestPrograms.Throwing.class.getName());
        assertThat(http.get("/v1/jars/" + "0".repeat(32) + "/programs").status())
                .isEqualTo(404);
    }

    @Test
    void theStacksOfAVertexAreItsOwn() throws Exception {
        String job = http.post("/v1/jars/" + jar + "/run", entry(BusyAndWaiting.class))
                .json()
                .getString("jobid");
        JsonObject running = Http.await(
                http,
                "/v1/jobs/" + job,
                found -> found.getString("state").equals("RUNNING")
                        && found.getJsonObject("status-counts").getInteger("RUNNING") == 6);
        String busy = "/v1/jobs/" + job + "/vertices/"
                + running.getJsonArray("vertices").getJsonObject(0).getString("id") + "/flamegraph";
        String slow = "/v1/jobs/" + job + "/vertices/"
                + running.getJsonArray("vertices").getJsonObject(1).getString("id") + "/flamegraph";

        JsonObject all = http.get(slow + "?type=full").json();
        assertThat(all.getLong("looks")).isPositive();
        assertThat(all.encode()).contains("waitAWhile").doesNotContain("BusyAndWaiting.work");
        assertThat(http.get(slow + "?type=off_cpu").json().encode()).contains("waitAWhile");
        JsonObject onCpu = http.get(slow + "?type=on_cpu&subtaskindex=1").json();
        assertThat(onCpu.getJsonObject("data").getLong("value"))
                .as("it waits almost always")
                .isLessThan(all.getJsonObject("data").getLong("value") / 2);
        assertThat(http.get(busy).json().encode()).doesNotContain("waitAWhile");

        assertThat(http.get(busy + "?type=sometimes").status()).isEqualTo(400);
        assertThat(http.get(busy + "?subtaskindex=2").status()).isEqualTo(404);
        http.send("PATCH", "/v1/jobs/" + job, null, BodyPublishers.noBody());
        http.ended(job);
        JsonObject over = http.get(busy).json();
        assertThat(over.getValue("data")).isNull();
        assertThat(over.getString("reason")).contains("no task of it runs");
    }
}
