// SPDX-License-Identifier: Apache-2.0
package io.penstock.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code /v1/openapi.yaml} against what a node really answers. */
class OpenApiTest {
    @TempDir
    private static Path dir;

    private static Cluster cluster;
    private static JsonNode api;
    private static List<String> jobs;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(dir);
        String yaml = cluster.send("GET", "/v1/openapi.yaml", null, null).body();
        api = Cluster.JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        String running = cluster.running(Programs.Endless.class);
        String failed = cluster.run(Programs.Failing.class);
        cluster.await("/v1/jobs/" + failed, job -> job.get("end-time").asLong() >= 0);
        jobs = List.of(running, failed);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static JsonSchema schema(JsonNode of) {
        ObjectNode root = of.deepCopy();
        root.set("components", api.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    private static String pattern(String path) {
        return path.replaceAll("\\{(\\w+)}", ":$1");
    }

    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        List<String> problems = new ArrayList<>();
        int answers = 0;
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            JsonNode described = path.getValue().at("/get/responses/200/content/application~1json/schema");
            if (described.isMissingNode()) continue;
            for (String job : jobs) {
                String real = "/v1" + cluster.path(pattern(path.getKey()), job);
                HttpResponse<String> answer = cluster.send("GET", real, null, null);
                JsonNode body = Cluster.JSON.readTree(answer.body());
                JsonSchema schema = answer.statusCode() == 200
                        ? schema(described)
                        : schema(api.at("/components/responses/Error/content/application~1json/schema"));
                schema.validate(body).forEach(problem -> problems.add(real + " " + problem));
                boolean exists =
                        !path.getKey().contains("{triggerid}") && !path.getKey().contains("{checkpointid}");
                if (exists && answer.statusCode() != 200) problems.add(real + " " + answer.body());
                answers++;
            }
        }
        assertThat(problems).isEmpty();
        assertThat(answers).isGreaterThan(100);
    }

    @Test
    void anAnswerThatLacksAFieldWouldBeNoticed() throws Exception {
        JsonNode described = api.at("/components/schemas/JobDetails");
        ObjectNode answer = (ObjectNode) cluster.get("/v1/jobs/" + jobs.get(0));
        assertThat(schema(described).validate(answer)).isEmpty();
        answer.remove("end-time");
        assertThat(schema(described).validate(answer)).isNotEmpty();
    }

    @Test
    void whatTheDocumentCallsImplementedIsDescribedAndNothingElseOfTheContract() throws Exception {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                described.add(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + pattern(path.getKey()));
            }
        }
        Set<String> implemented = new TreeSet<>(
                Set.of("GET /events", "GET /jobs/:jobid/events", "GET /live", "GET /jars/:jarid/programs"));
        implemented.addAll(Set.of("GET /session", "POST /session", "DELETE /session"));
        Pattern row = Pattern.compile("\\| (\\w+) \\| `([^`]+)` \\| yes \\| .*");
        for (String line : Files.readAllLines(Path.of("../../docs/rest.md"))) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) implemented.add(matcher.group(1) + " " + matcher.group(2));
        }
        assertThat(described).isEqualTo(implemented);
    }
}
