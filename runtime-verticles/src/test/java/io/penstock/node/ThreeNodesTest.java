// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes on the loopback, each with a Vert.x and a Hazelcast of its own. */
class ThreeNodesTest {
    private static final int NODES = 3;

    @TempDir
    private Path dir;

    private final List<PenstockNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        List<Integer> ports = FreePorts.take(NODES);
        String coordinators =
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        List<CompletableFuture<PenstockNode>> starting = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            NodeConfig config = config(i, ports.get(i), coordinators);
            starting.add(
                    CompletableFuture.supplyAsync(() -> PenstockNode.start(config), task -> new Thread(task).start()));
        }
        starting.forEach(node -> nodes.add(node.join()));
        Http.await(http(0), "/v1/overview", overview -> overview.getInteger("slots-available", 0) == 6);
    }

    @AfterEach
    void stop() {
        nodes.forEach(PenstockNode::close);
    }

    @Test
    void anyNodeTakesAJobAllTellOfItAndItSurvivesTheLeaderSayingGoodbye() throws InterruptedException {
        Path file = TestJars.of(dir.resolve("jobs.jar"), TestPrograms.Sums.class, TestPrograms.Endless.class);
        String jar = http(1).jar(file);
        String sums = http(2).post("/v1/jars/" + jar + "/run", "{\"parallelism\": 6}")
                .json()
                .getString("jobid");
        JsonObject ended = http(0).ended(sums);
        assertThat(ended.getString("state")).isEqualTo("FINISHED");
        JsonArray vertices = ended.getJsonArray("vertices");
        JsonObject above = vertices.getJsonObject(0).getJsonObject("metrics");
        JsonObject below = vertices.getJsonObject(1).getJsonObject("metrics");
        assertThat(below.getLong("read-records"))
                .isEqualTo(above.getLong("write-records"))
                .isEqualTo(1_000);
        assertThat(below.getLong("read-bytes"))
                .isEqualTo(above.getLong("write-bytes"))
                .isPositive();

        String body = "{\"entryClass\": \"" + TestPrograms.Endless.class.getName() + "\"}";
        String endless = http(0).post("/v1/jars/" + jar + "/run", body).json().getString("jobid");
        for (int i = 0; i < NODES; i++) {
            Http.await(http(i), "/v1/jobs/" + endless, job -> "RUNNING".equals(job.getString("state")));
            assertThat(http(i).get("/v1/jobs/" + sums).json().getString("state"))
                    .isEqualTo("FINISHED");
        }

        int leader = leader();
        nodes.remove(leader).close();
        Http.await(http(0), "/v1/jobs/" + endless, job -> "RUNNING".equals(job.getString("state")));
        Http.await(http(0), "/v1/overview", overview -> overview.getInteger("taskmanagers", 0) == 2);
        assertThat(http(1).get("/v1/jobs/" + sums).json().getString("state")).isEqualTo("FINISHED");
        http(1).send("PATCH", "/v1/jobs/" + endless + "?mode=cancel", null, BodyPublishers.noBody());
        assertThat(http(0).ended(endless).getString("state")).isEqualTo("CANCELED");
    }

    /** Which subtask hears first that the job ends is chance; none may wait for one that has gone on another worker. */
    @Test
    void aJobOnAllWorkersEndsWithItsLastSavepoint() throws Exception {
        String jar = http(0).jar(TestJars.of(dir.resolve("endless.jar"), TestPrograms.EndlessSums.class));
        for (int i = 0; i < 3; i++) {
            String run = "{\"parallelism\": 6}";
            String job = http(i).post("/v1/jars/" + jar + "/run", run).json().getString("jobid");
            String target = "{\"targetDirectory\": \"" + dir.resolve("kept") + "\"}";
            Http.await(http(0), "/v1/jobs/" + job, report -> "RUNNING".equals(report.getString("state")));
            assertThat(http(i).post("/v1/jobs/" + job + "/stop", target).status())
                    .isEqualTo(202);
            assertThat(http(0).ended(job).getString("state")).isEqualTo("FINISHED");
        }
    }

    /** The place in the list of the node that leads: the one whose web address stands at its worker's name. */
    private int leader() {
        String id = http(0).get("/v1/overview").json().getString("leader");
        JsonObject worker = http(0).get("/v1/taskmanagers/" + id).json();
        return Integer.parseInt(worker.getString("name").substring("node-".length()));
    }

    private NodeConfig config(int index, int port, String coordinators) {
        return NodeConfig.of(Map.of(
                "node.name",
                "node-" + index,
                "node.dataDir",
                dir.resolve("data-" + index).toString(),
                "cluster.name",
                "test-" + dir.getFileName(),
                "cluster.port",
                Integer.toString(port),
                "cluster.coordinators",
                coordinators,
                "web.port",
                "0",
                "slot.count",
                "2"));
    }

    private Http http(int node) {
        return new Http(nodes.get(node).web());
    }
}
