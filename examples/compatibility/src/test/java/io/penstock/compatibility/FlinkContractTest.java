// SPDX-License-Identifier: Apache-2.0
package io.penstock.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rest.RestClient;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.MessageHeaders;
import org.apache.flink.runtime.rest.messages.MessageParameters;
import org.apache.flink.runtime.rest.messages.MessagePathParameter;
import org.apache.flink.runtime.rest.messages.ResponseBody;
import org.apache.flink.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks the list of the contract's endpoints with the client that Flink ships: what {@code docs/rest.md} calls
 * implemented must answer in a form that this client takes, the rest must be refused with its reason.
 */
class FlinkContractTest {
    private static final Path DOC = Path.of("../../docs/rest.md");
    private static final Pattern ROW =
            Pattern.compile("\\| (GET|POST|PATCH|PUT|DELETE) \\| `([^`]+)` \\| (yes|no) \\| (.*) \\|");

    @TempDir
    private static Path dir;

    private static Cluster cluster;
    private static RestClient client;
    private static String running;
    private static String ended;
    private static String failed;

    record Endpoint(String method, String path, String headers) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(dir);
        client = new RestClient(new Configuration(), Executors.directExecutor());
        running = cluster.running(Programs.Endless.class);
        ended = cluster.run(Programs.Brief.class);
        failed = cluster.run(Programs.Failing.class);
        for (String job : List.of(ended, failed)) {
            cluster.await("/v1/jobs/" + job, found -> found.get("end-time").asLong() >= 0);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        client.closeAsync().get(20, TimeUnit.SECONDS);
        cluster.close();
    }

    private static List<Endpoint> endpoints() throws Exception {
        List<Endpoint> endpoints = new ArrayList<>();
        try (InputStream in = FlinkContractTest.class.getResourceAsStream("/flink-rest-endpoints.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("#") || line.isBlank()) continue;
                String[] words = line.trim().split("\\s+");
                endpoints.add(new Endpoint(words[0], words[1], words[2]));
            }
        }
        return endpoints;
    }

    /** The table of the document: by method and path, whether it is implemented, and what is said of it. */
    private static Map<String, Matcher> documented() throws Exception {
        Map<String, Matcher> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(DOC)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) rows.put(row.group(1) + " " + row.group(2), row);
        }
        return rows;
    }

    @Test
    void theDocumentNamesEveryEndpointOfTheContract() throws Exception {
        assertThat(documented().keySet())
                .containsAll(endpoints().stream().map(Endpoint::toString).toList());
    }

    @Test
    void whatIsNotImplementedIsRefusedWithTheReasonThatTheDocumentGives() throws Exception {
        int refused = 0;
        for (Endpoint endpoint : endpoints()) {
            Matcher row = documented().get(endpoint.toString());
            if (row.group(3).equals("yes")) continue;
            HttpResponse<String> answer = cluster.send(
                    endpoint.method(), "/v1" + cluster.path(endpoint.path(), running), "application/json", "{}");
            assertThat(answer.statusCode()).as(endpoint.toString()).isEqualTo(501);
            assertThat(Cluster.JSON.readTree(answer.body()).get("errors").get(0).asText())
                    .as(endpoint.toString())
                    .isEqualTo(row.group(4));
            refused++;
        }
        assertThat(refused).isPositive();
    }

    @Test
    void everyImplementedQuestionIsAnsweredInAFormThatFlinksClientTakes() throws Exception {
        List<String> asked = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Endpoint endpoint : endpoints()) {
            boolean question = endpoint.method().equals("GET")
                    && documented().get(endpoint.toString()).group(3).equals("yes")
                    && !endpoint.path().contains(":triggerid");
            if (!question) continue;
            asked.add(endpoint.toString());
            for (String job : List.of(running, ended, failed)) ask(endpoint, job, problems);
        }
        assertThat(problems).isEmpty();
        assertThat(asked).hasSizeGreaterThan(50);
    }

    private static void ask(Endpoint endpoint, String job, List<String> problems) throws Exception {
        HttpResponse<String> answer = cluster.send("GET", "/v1" + cluster.path(endpoint.path(), job), null, null);
        if (endpoint.path().contains(":checkpointid")) {
            if (answer.statusCode() != 404) problems.add(endpoint + ": " + answer.body());
            return;
        }
        if (answer.statusCode() != 200) {
            problems.add(endpoint + ": " + answer.statusCode() + " " + answer.body());
            return;
        }
        Object headers = headers(endpoint);
        if (!(headers instanceof MessageHeaders<?, ?, ?> typed)) return;
        try {
            Object parsed = send(typed, job);
            if (parsed == null) problems.add(endpoint + ": nothing");
        } catch (ExecutionException e) {
            problems.add(endpoint + " ("
                    + answer.body().substring(0, Math.min(300, answer.body().length())) + "): " + e.getCause());
        }
    }

    @SuppressWarnings("unchecked")
    private static <M extends MessageParameters, P extends ResponseBody> Object send(
            MessageHeaders<?, ?, ?> any, String job) throws Exception {
        var headers = (MessageHeaders<EmptyRequestBody, P, M>) any;
        M parameters = headers.getUnresolvedMessageParameters();
        for (MessagePathParameter<?> parameter : parameters.getPathParameters()) {
            parameter.resolveFromString(cluster.value(parameter.getKey(), job));
        }
        return client.sendRequest(
                        cluster.address().getHost(),
                        cluster.address().getPort(),
                        headers,
                        parameters,
                        EmptyRequestBody.getInstance())
                .get(30, TimeUnit.SECONDS);
    }

    private static Object headers(Endpoint endpoint) throws Exception {
        ClassNotFoundException missing = null;
        for (String place : List.of(
                "org.apache.flink.runtime.rest.messages.",
                "org.apache.flink.runtime.rest.messages.job.",
                "org.apache.flink.runtime.rest.messages.job.metrics.",
                "org.apache.flink.runtime.rest.messages.job.savepoints.",
                "org.apache.flink.runtime.rest.messages.job.savepoints.stop.",
                "org.apache.flink.runtime.rest.messages.job.coordination.",
                "org.apache.flink.runtime.rest.messages.job.rescales.",
                "org.apache.flink.runtime.rest.messages.taskmanager.",
                "org.apache.flink.runtime.rest.messages.checkpoints.",
                "org.apache.flink.runtime.rest.messages.dataset.",
                "org.apache.flink.runtime.rest.messages.cluster.",
                "org.apache.flink.runtime.rest.messages.application.",
                "org.apache.flink.runtime.rest.handler.legacy.messages.",
                "org.apache.flink.runtime.webmonitor.handlers.")) {
            try {
                Class<?> type = Class.forName(place + endpoint.headers());
                return instance(type);
            } catch (ClassNotFoundException next) {
                missing = next;
            }
        }
        throw new AssertionError("no such class in the client: " + endpoint.headers(), missing);
    }

    private static Object instance(Class<?> type) throws Exception {
        for (var method : type.getDeclaredMethods()) {
            if (!method.getName().equals("getInstance") || method.getParameterCount() > 0) continue;
            method.setAccessible(true);
            return method.invoke(null);
        }
        var field = type.getDeclaredField("INSTANCE");
        field.setAccessible(true);
        return field.get(null);
    }
}
