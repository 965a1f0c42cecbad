// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed without a word. */
class KilledNodesTest {
    private static final int COORDINATORS = 3;
    private static final int WORKERS = 2;

    @TempDir
    private Path dir;

    private final List<NodeChild> coordinators = new ArrayList<>();
    private final List<NodeChild> workers = new ArrayList<>();
    private List<Integer> webPorts = List.of();

    @BeforeEach
    void start() throws IOException {
        List<Integer> ports = FreePorts.take(2 * COORDINATORS);
        List<Integer> clusterPorts = ports.subList(0, COORDINATORS);
        webPorts = ports.subList(COORDINATORS, 2 * COORDINATORS);
        Map<String, String> common = new HashMap<>();
        common.put("cluster.name", "killed-" + dir.getFileName());
        common.put(
                "cluster.coordinators",
                String.join(
                        ",",
                        clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList()));
        for (int i = 0; i < COORDINATORS; i++) {
            Map<String, String> keys = new HashMap<>(common);
            keys.put("node.roles", "coordinator");
            keys.put("cluster.port", clusterPorts.get(i).toString());
            keys.put("web.port", webPorts.get(i).toString());
            coordinators.add(NodeChild.start("c" + i, dir, keys));
        }
        for (int i = 0; i < WORKERS; i++) {
            Map<String, String> keys = new HashMap<>(common);
            keys.put("node.roles", "worker");
            keys.put("slot.count", "2");
            workers.add(NodeChild.start("w" + i, dir, keys));
        }
    }

    @AfterEach
    void stop() {
        workers.forEach(NodeChild::close);
        coordinators.forEach(NodeChild::close);
    }

    @Test
    void nothingRestartsWhenTheLeaderIsKilledAndTheJobWaitsInWordsWhenItsWorkerIs() throws Exception {
        Http.await(http(0), "/v1/overview", overview -> overview.getInteger("slots-available", 0) == 4);
        String jar = http(0).jar(TestJars.of(dir.resolve("endless.jar"), TestPrograms.Endless.class));
        Http.Answer accepted = http(0).post("/v1/jars/" + jar + "/run", "{\"parallelism\": 4}");
        assertThat(accepted.status()).as(accepted.toString()).isEqualTo(200);
        String job = accepted.json().getString("jobid");
        Http.await(http(0), "/v1/jobs/" + job, KilledNodesTest::allRun);

        int leader = leader();
        String reign = http(leader).get("/v1/overview").json().getString("leader");
        coordinators.get(leader).kill();
        int other = (leader + 1) % COORDINATORS;
        Http.await(http(other), "/v1/overview", overview -> !reign.equals(overview.getString("leader")));
        JsonObject after = Http.await(http(other), "/v1/jobs/" + job, KilledNodesTest::allRun);
        assertThat(after.getInteger("restarts")).isZero();

        workers.get(0).kill();
        JsonObject waiting = Http.await(
                http(other), "/v1/jobs/" + job, view -> view.getString("reason").contains("needs 4 slots, 2 exist"));
        assertThat(waiting.getInteger("restarts")).isPositive();
    }

    private static boolean allRun(JsonObject job) {
        JsonObject counts = job.getJsonObject("status-counts");
        return counts != null && counts.getInteger("RUNNING") == 4 && "RUNNING".equals(job.getString("state"));
    }

    private int leader() {
        String leader = http(0).get("/v1/overview").json().getString("leader");
        for (int i = 0; i < COORDINATORS; i++) {
            if (leader.equals(http(i).get("/v1/config").json().getString("node"))) return i;
        }
        throw new AssertionError("nobody is " + leader);
    }

    private Http http(int coordinator) {
        return new Http(URI.create("http://127.0.0.1:" + webPorts.get(coordinator)));
    }
}
