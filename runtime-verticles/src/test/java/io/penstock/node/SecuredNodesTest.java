// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.access.AccessFile;
import io.penstock.access.Role;
import io.penstock.access.Secrets;
import io.penstock.config.NodeConfig;
import io.penstock.tls.Pem;
import io.penstock.tls.PemFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two nodes with TLS on every port, users and tokens; asked by the JDK's HTTP client. */
class SecuredNodesTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private static Path dir;

    private static final Map<Role, String> TOKENS = new HashMap<>();
    private static final String OVER = Secrets.newToken();
    private static final List<PenstockNode> NODES = new ArrayList<>();
    private static final ListAppender<ILoggingEvent> AUDIT = new ListAppender<>();

    private static Path people;
    private static SSLContext trusting;
    private static HttpClient client;
    private static URI server;
    private static int busPort;
    private static int dataPort;

    @BeforeAll
    static void start() throws Exception {
        PemFiles pem = PemFiles.in(dir, "node");
        people = dir.resolve("access");
        List<String> lines = new ArrayList<>();
        for (Role role : Role.values()) {
            TOKENS.put(role, Secrets.newToken());
            lines.add(AccessFile.line("a-" + role.word(), role, "token", Secrets.tokenHash(TOKENS.get(role)), null));
        }
        lines.add(AccessFile.line("late", Role.ADMIN, "token", Secrets.tokenHash(OVER), Instant.EPOCH));
        lines.add(AccessFile.line("alice", Role.OPERATOR, "password", Secrets.passwordHash(PASSWORD), null));
        Files.write(people, lines);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {Pem.trust(pem.certificate())}, null);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting)
                .build();
        List<Integer> ports = FreePorts.take(3);
        busPort = ports.get(1);
        dataPort = ports.get(2);
        Path secret = Files.writeString(dir.resolve("secret"), "sixteen characters or more");
        Map<String, String> keys = new HashMap<>(Map.of(
                "cluster.name", "test-" + dir.getFileName(),
                "cluster.coordinators", "127.0.0.1:" + ports.get(0),
                "cluster.secretFile", secret.toString(),
                "slot.count", "2",
                "tls.certificate", pem.certificate().toString(),
                "tls.key", pem.key().toString(),
                "tls.trust", pem.certificate().toString(),
                "auth.file", people.toString(),
                "web.port", "0"));
        NODES.add(PenstockNode.start(config(
                keys,
                "first",
                Map.of(
                        "cluster.port", ports.get(0).toString(),
                        "cluster.busPort", Integer.toString(busPort),
                        "exchange.port", Integer.toString(dataPort)))));
        NODES.add(PenstockNode.start(config(keys, "second", Map.of("cluster.port", "0", "node.roles", "worker"))));
        server = NODES.get(0).web();
        AUDIT.start();
        audit().setLevel(Level.INFO);
        audit().addAppender(AUDIT);
    }

    @AfterAll
    static void stop() {
        audit().detachAppender(AUDIT);
        for (int i = NODES.size() - 1; i >= 0; i--) NODES.get(i).close();
    }

    @Test
    void aJobRunsOverEncryptedBusAndExchangeForWhoMay() throws Exception {
        Path jar = TestJars.of(dir.resolve("jobs.jar"), TestPrograms.Sums.class);
        assertThat(upload(jar, bearer(Role.OPERATOR)).statusCode()).isEqualTo(403);
        HttpResponse<String> uploaded = upload(jar, bearer(Role.ADMIN));
        assertThat(uploaded.statusCode()).isEqualTo(200);
        String id = new JsonObject(uploaded.body()).getString("filename").substring("jars/".length());
        String run = "/v1/jars/" + id + "/run?parallelism=4";
        assertThat(call("POST", run, bearer(Role.VIEWER)).statusCode()).isEqualTo(403);
        HttpResponse<String> started = call("POST", run, basic("alice", PASSWORD));
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        String job = new JsonObject(started.body()).getString("jobid");
        JsonObject ended = new JsonObject(call("GET", "/v1/jobs/" + job + "?wait=60000", bearer(Role.VIEWER))
                .body());
        assertThat(ended.getString("state")).isEqualTo("FINISHED");
        JsonObject below = ended.getJsonArray("vertices").getJsonObject(1).getJsonObject("metrics");
        assertThat(below.getLong("read-records")).isEqualTo(1_000);
        assertThat(below.getLong("read-bytes")).as("it crossed the network").isPositive();
        assertThat(audited()).anyMatch(line -> line.matches("alice \\(operator\\) from 127.0.0.1: POST .*/run -> 200"));
        assertThat(audited()).anyMatch(line -> line.matches("a-viewer \\(viewer\\) from .*/run -> 403"));
        assertThat(audited()).noneMatch(line -> line.contains("parallelism"));
    }

    @Test
    void whoSaysNothingOrTheWrongThingIsAnsweredWith401() throws Exception {
        HttpResponse<String> nobody = call("GET", "/v1/overview", null);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic realm");
        assertThat(new JsonObject(nobody.body()).getJsonArray("errors").getString(0))
                .contains("say who you are");
        for (String wrong : List.of(
                "Bearer " + Secrets.newToken(),
                "Bearer " + OVER,
                "Bearer",
                "Bearer " + Secrets.tokenHash(TOKENS.get(Role.ADMIN)),
                basic("alice", "wrong"),
                basic("nobody", PASSWORD),
                "Basic %%%",
                "Basic " + Base64.getEncoder().encodeToString("no-colon".getBytes(StandardCharsets.UTF_8)),
                "Digest x",
                TOKENS.get(Role.ADMIN))) {
            assertThat(call("GET", "/v1/overview", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
        for (String path : List.of("/metrics", "/jobs", "/openapi.yaml", "/nothing", "/v1/jobs/x", "/events")) {
            assertThat(call("GET", path, null).statusCode()).as(path).isEqualTo(401);
        }
        for (String path : List.of("/health/live", "/health/ready")) {
            assertThat(call("GET", path, null).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(audited()).anyMatch(line -> line.equals("anonymous from 127.0.0.1: GET /overview -> 401"));
    }

    @Test
    void aPageSignsInAndKeepsNothingButItsSession() throws Exception {
        assertThat(call("GET", "/", null).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/ui/signin.js", null).statusCode()).isEqualTo(200);
        JsonObject nobody =
                new JsonObject().put("authentication", true).put("name", "").put("role", "");
        assertThat(new JsonObject(call("GET", "/v1/session", null).body())).isEqualTo(nobody);
        assertThat(call("POST", "/v1/session", null).statusCode()).isEqualTo(401);
        assertThat(call("POST", "/v1/session", basic("alice", "wrong")).statusCode())
                .isEqualTo(401);
        HttpResponse<String> begun = call("POST", "/v1/session", basic("alice", PASSWORD));
        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(begun.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(begun.headers().allValues("Set-Cookie")).isEmpty();
        JsonObject session = new JsonObject(begun.body());
        assertThat(session.getString("role")).isEqualTo("operator");
        String token = "Bearer " + session.getString("token");
        assertThat(new JsonObject(call("GET", "/v1/session", token).body()).getString("name"))
                .isEqualTo("alice");
        assertThat(call("POST", "/v1/session", token).statusCode()).isEqualTo(409);
        String job = "/v1/jobs/" + "0".repeat(32);
        assertThat(call("PATCH", job, token).statusCode()).as("an operator may").isEqualTo(404);
        assertThat(call("DELETE", "/v1/jars/" + "0".repeat(32), token).statusCode())
                .as("and is no admin")
                .isEqualTo(403);
        assertThat(call("DELETE", "/v1/session", bearer(Role.ADMIN)).statusCode())
                .isEqualTo(404);
        assertThat(call("DELETE", "/v1/session", token).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/v1/overview", token).statusCode()).isEqualTo(401);
        assertThat(audited())
                .anyMatch(line -> line.matches("alice \\(operator\\) from 127.0.0.1: POST /session -> 201"));
    }

    @Test
    void aPageIsNotToldToLetTheBrowserAsk() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/overview"))
                .header("X-Requested-With", "penstock")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"Penstock\"");
    }

    @Test
    void rolesHoldForEveryMethod() throws Exception {
        String job = "/v1/jobs/" + "0".repeat(32);
        assertThat(call("PATCH", job, bearer(Role.VIEWER)).statusCode()).isEqualTo(403);
        assertThat(call("PATCH", job, bearer(Role.OPERATOR)).statusCode()).isEqualTo(404);
        assertThat(call("DELETE", "/v1/jars/" + "0".repeat(32), bearer(Role.OPERATOR))
                        .statusCode())
                .isEqualTo(403);
        assertThat(call("DELETE", "/v1/jars/" + "0".repeat(32), bearer(Role.ADMIN))
                        .statusCode())
                .isEqualTo(404);
        assertThat(call("POST", "/v1/jobs", bearer(Role.OPERATOR)).statusCode()).isEqualTo(403);
        assertThat(call("PUT", "/v1/nothing", bearer(Role.VIEWER)).statusCode()).isEqualTo(403);
    }

    @Test
    void aNewTokenIsKnownWithinSeconds() throws Exception {
        String token = Secrets.newToken();
        assertThat(call("GET", "/v1/overview", "Bearer " + token).statusCode()).isEqualTo(401);
        String line = AccessFile.line("new", Role.VIEWER, "token", Secrets.tokenHash(token), null);
        Files.writeString(people, line + "\n", StandardOpenOption.APPEND);
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        while (call("GET", "/v1/overview", "Bearer " + token).statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
        }
    }

    @Test
    void withoutItsCertificateNobodyTalksToIt() throws Exception {
        HttpClient strange =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/v1/overview")).build();
        assertThatThrownBy(() -> strange.send(request, BodyHandlers.ofString())).isInstanceOf(SSLException.class);
        URI plain = URI.create("http://127.0.0.1:" + server.getPort() + "/v1/overview");
        assertThatThrownBy(() -> client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        try (SSLSocket old = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.getPort())) {
            old.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void busAndExchangeWantACertificateOfTheirOwn() throws Exception {
        for (int port : List.of(busPort, dataPort)) {
            try (SSLSocket stranger = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
                stranger.setSoTimeout(20_000);
                assertThatThrownBy(() -> {
                            stranger.startHandshake(); // with TLS 1.3 the refusal comes after it
                            stranger.getOutputStream().write(new byte[64]);
                            if (stranger.getInputStream().read() < 0) throw new SSLException("closed");
                        })
                        .as("port " + port)
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(java.net.SocketTimeoutException.class);
            }
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.setSoTimeout(20_000);
                plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                plain.getInputStream().readAllBytes(); // an alert at most, then the end
            }
        }
    }

    @Test
    void browsersAreToldWhatToForbid() throws Exception {
        HttpResponse<String> page = call("GET", "/", bearer(Role.VIEWER));
        assertThat(page.statusCode()).isEqualTo(200);
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy)
                .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.headers().firstValue("Strict-Transport-Security").orElse(""))
                .contains("max-age");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).isIn("no-cache", "no-store");
        HttpResponse<String> answer = call("GET", "/v1/overview", bearer(Role.VIEWER));
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(call("GET", "/v1/overview", null).headers().firstValue("Content-Security-Policy"))
                .isPresent();
    }

    @Test
    void noSettingsShowASecret() throws Exception {
        String all = call("GET", "/v1/jobmanager/config", bearer(Role.VIEWER)).body()
                + call("GET", "/v1/jobmanager/environment", bearer(Role.VIEWER)).body()
                + call("GET", "/v1/jobmanager/log", bearer(Role.VIEWER)).body();
        assertThat(all).contains("cluster.secretFile").doesNotContain("sixteen characters");
        TOKENS.values().forEach(token -> assertThat(all).doesNotContain(token, Secrets.tokenHash(token)));
    }

    private static NodeConfig config(Map<String, String> shared, String name, Map<String, String> own) {
        Map<String, String> keys = new HashMap<>(shared);
        keys.putAll(own);
        keys.put("node.name", name);
        keys.put("node.dataDir", dir.resolve(name).toString());
        return NodeConfig.of(keys);
    }

    private static HttpResponse<String> call(String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).method(method, BodyPublishers.noBody());
        if (authorization != null) request.header("Authorization", authorization);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> upload(Path jar, String authorization) throws Exception {
        byte[] head = "--b\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"jobs.jar\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofByteArrays(
                        List.of(head, Files.readAllBytes(jar), "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII))))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String bearer(Role role) {
        return "Bearer " + TOKENS.get(role);
    }

    private static String basic(String name, String password) {
        byte[] text = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    private static Logger audit() {
        return (Logger) LoggerFactory.getLogger("penstock.audit");
    }

    private static List<String> audited() {
        return List.copyOf(AUDIT.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
