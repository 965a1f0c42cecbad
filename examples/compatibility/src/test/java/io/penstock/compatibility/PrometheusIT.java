// SPDX-License-Identifier: Apache-2.0
package io.penstock.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus with our configuration, alerts and dashboards against a cluster of two nodes, one of them a worker
 * without any HTTP port. Fails where {@code prometheus} and {@code promtool} are not installed.
 */
class PrometheusIT {
    private static final Path CONFIG = Path.of("../../config").toAbsolutePath().normalize();
    private static final long PATIENCE_NS = 90_000_000_000L;

    @TempDir
    private static Path dir;

    private static Cluster cluster;
    private static Process prometheus;
    private static URI api;
    private static String job;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.ofTwo(dir);
        job = cluster.running(Programs.Endless.class);
        int port = freePort();
        api = URI.create("http://127.0.0.1:" + port);
        String config = Files.readString(CONFIG.resolve("prometheus.yml"))
                .replace("127.0.0.1:8081", cluster.address().getAuthority())
                .replace("15s", "1s");
        Path file = Files.writeString(dir.resolve("prometheus.yml"), config);
        Files.copy(CONFIG.resolve("prometheus-alerts.yml"), dir.resolve("prometheus-alerts.yml"));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + dir.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("prometheus.log").toFile())
                .start();
        awaitAllUp();
        await(
                "rates of records",
                () -> result("rate(penstock_task_records_in_total[1m]) > 0").size() > 1);
        // An increase needs two looks at a job, and coordinators tell of it later than workers do of its tasks.
        await(
                "two looks at the job",
                () -> !result("count_over_time(penstock_job_restarts_total[10m]) > 1")
                        .isEmpty());
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.destroy();
            if (!prometheus.waitFor(20, TimeUnit.SECONDS)) prometheus.destroyForcibly();
        }
        if (cluster != null) cluster.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Another process can only be asked, so this asks until it agrees. */
    private static void await(String what, Condition condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.holds()) {
            if (!prometheus.isAlive()) throw new AssertionError(Files.readString(dir.resolve("prometheus.log")));
            if (System.nanoTime() > deadlineNs) throw new AssertionError("not in time: " + what);
            Thread.sleep(100);
        }
    }

    private static void awaitAllUp() throws Exception {
        await("three targets up", () -> {
            JsonNode targets;
            try {
                targets = ask("/api/v1/targets").at("/data/activeTargets");
            } catch (IOException notYet) {
                return false;
            }
            int up = 0;
            for (JsonNode target : targets) if (target.get("health").asText().equals("up")) up++;
            return targets.size() == 3 && up == 3;
        });
    }

    private static JsonNode ask(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return Cluster.JSON.readTree(answer.body());
    }

    private static JsonNode query(String expression) throws Exception {
        return ask("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private static JsonNode result(String expression) throws Exception {
        JsonNode answer = query(expression);
        assertThat(answer.get("status").asText()).as(expression + ": " + answer).isEqualTo("success");
        return answer.at("/data/result");
    }

    @Test
    void allNodesAndTheClusterAreScrapedWithoutAnError() throws Exception {
        for (JsonNode target : ask("/api/v1/targets").at("/data/activeTargets")) {
            assertThat(target.get("lastError").asText()).isEmpty();
        }
        assertThat(result("penstock_cluster_workers").get(0).at("/value/1").asText())
                .isEqualTo("2");
        assertThat(result("penstock_job_running{job=\"" + job + "\"}")
                        .get(0)
                        .at("/value/1")
                        .asText())
                .isEqualTo("1");
        assertThat(result("count(count by (instance) (penstock_task_records_in_total))")
                        .get(0)
                        .at("/value/1")
                        .asText())
                .as("nodes that run tasks, the one without HTTP too")
                .isEqualTo("2");
    }

    @Test
    void everyAlertIsHealthyAndItsMetricsAreThere() throws Exception {
        await("rules evaluated", () -> !rules().findValuesAsText("health").contains("unknown"));
        List<String> problems = new ArrayList<>();
        for (JsonNode rule : rules().at("/data/groups/0/rules")) {
            if (!rule.get("health").asText().equals("ok")) problems.add(rule.toString());
            boolean watermarks = rule.get("query").asText().contains("watermark");
            // Without its comparison an alert's expression has data, whether or not there is anything to alert of.
            String watched = rule.get("query").asText().replaceAll(" (==|>) [0-9.]+$", "");
            if (!watermarks && result(watched).isEmpty()) problems.add("no data: " + watched);
        }
        assertThat(problems).isEmpty();
    }

    private static JsonNode rules() throws Exception {
        return ask("/api/v1/rules");
    }

    @Test
    void everyPanelOfEveryDashboardHasData() throws Exception {
        List<String> problems = new ArrayList<>();
        int panels = 0;
        for (String name : List.of("penstock-jobs.json", "penstock-nodes.json")) {
            JsonNode dashboard = Cluster.JSON.readTree(
                    Files.readString(CONFIG.resolve("grafana/dashboards").resolve(name)));
            for (JsonNode panel : dashboard.get("panels")) {
                boolean mayBeEmpty = panel.has("description");
                for (JsonNode target : panel.get("targets")) {
                    String expression = target.get("expr").asText().replaceAll("\\$(job|instance)", ".*");
                    if (result(expression).isEmpty() && !mayBeEmpty) problems.add("no data: " + expression);
                    panels++;
                }
            }
        }
        assertThat(problems).isEmpty();
        assertThat(panels).isGreaterThan(25);
    }

    @Test
    void promtoolFindsNothingToCriticize() throws Exception {
        promtool(null, "check", "config", CONFIG.resolve("prometheus.yml").toString());
        promtool(null, "check", "rules", CONFIG.resolve("prometheus-alerts.yml").toString());
        String metrics = cluster.send("GET", "/v1/cluster/metrics", null, null).body();
        promtool(metrics, "check", "metrics");
    }

    private static void promtool(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("promtool.log").toFile())
                .start();
        try (var in = process.getOutputStream()) {
            if (input != null) in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(command + ": " + Files.readString(dir.resolve("promtool.log")))
                .isZero();
    }
}
