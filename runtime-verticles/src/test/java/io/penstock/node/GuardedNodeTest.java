// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.AccessFile;
import io.penstock.access.Role;
import io.penstock.access.Secrets;
import io.penstock.config.NodeConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often somebody may ask, and how often guess. */
class GuardedNodeTest {
    private static final String PASSWORD = "correct horse battery";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path dir;

    @Test
    void whoGuessesPasswordsIsNotLookedAtForAWhileAndTokensGoOn() throws Exception {
        String token = Secrets.newToken();
        Path people = dir.resolve("access");
        Files.write(
                people,
                java.util.List.of(
                        AccessFile.line("alice", Role.ADMIN, "password", Secrets.passwordHash(PASSWORD), null),
                        AccessFile.line("ci", Role.VIEWER, "token", Secrets.tokenHash(token), null)));
        try (PenstockNode node = start(Map.of("auth.file", people.toString()))) {
            assertThat(status(node, basic(PASSWORD))).isEqualTo(200);
            for (int i = 0; i < 10; i++)
                assertThat(status(node, basic("guess " + i))).isEqualTo(401);
            assertThat(status(node, basic("guess"))).isEqualTo(429);
            assertThat(status(node, basic(PASSWORD))).isEqualTo(429);
            assertThat(status(node, "Bearer " + token)).isEqualTo(200);
            assertThat(status(node, "Bearer " + node.ownToken())).isEqualTo(200);
        }
    }

    @Test
    void whoAsksMoreOftenThanAllowedIsToldToWait() throws Exception {
        try (PenstockNode node = start(Map.of("web.requestsPerSecondMax", "5"))) {
            HttpResponse<String> refused = null;
            for (int i = 0; i < 5_000 && refused == null; i++) {
                HttpResponse<String> answer = ask(node, null);
                if (answer.statusCode() == 429) refused = answer;
                else assertThat(answer.statusCode()).isEqualTo(200);
            }
            assertThat(refused).isNotNull();
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains("more than 5 requests in a second");
        }
    }

    private PenstockNode start(Map<String, String> own) {
        Map<String, String> keys = new java.util.HashMap<>(own);
        keys.put("node.mode", "local");
        keys.put("node.dataDir", dir.resolve("data").toString());
        keys.put("web.port", "0");
        return PenstockNode.start(NodeConfig.of(keys));
    }

    private static int status(PenstockNode node, String authorization) throws Exception {
        return ask(node, authorization).statusCode();
    }

    private static HttpResponse<String> ask(PenstockNode node, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.web() + "/v1/config"));
        if (authorization != null) request.header("Authorization", authorization);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String password) {
        byte[] text = ("alice:" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }
}
