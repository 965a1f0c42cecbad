// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import io.penstock.node.RawHttp.Result;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a stranger who reaches the ports of a cluster may send: each is refused in a way that is clear, and the cluster
 * and a job that runs meanwhile are as if nothing had been.
 */
class HostileRequestsTest {
    private static final long HEAD_MS = 1_500;
    private static final int CONNECTIONS_MAX = 150;
    private static final String JSON = "Content-Type: application/json";
    private static final String RUN = "POST /v1/jars/" + "0".repeat(32) + "/run HTTP/1.1";

    @TempDir
    private static Path dir;

    private static final List<PenstockNode> NODES = new ArrayList<>();
    private static Http http;
    private static RawHttp raw;
    private static String job;
    private static Path text;
    private static long records;
    private static String cluster;
    private static Map<String, Integer> ports;

    /** Counts how often it was brought to life. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicInteger REVIVED = new AtomicInteger();

        private void readObject(java.io.ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            REVIVED.incrementAndGet();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        List<Integer> free = FreePorts.take(3);
        ports = Map.of("cluster", free.get(0), "bus", free.get(1), "data", free.get(2));
        NODES.add(PenstockNode.start(config(
                "first",
                Map.of(
                        "cluster.port", free.get(0).toString(),
                        "cluster.busPort", free.get(1).toString(),
                        "exchange.port", free.get(2).toString()))));
        NODES.add(PenstockNode.start(config("second", Map.of("cluster.port", "0", "node.roles", "worker"))));
        http = new Http(NODES.get(0).web());
        raw = new RawHttp(NODES.get(0).web().getPort());
        Http.await(http, "/v1/overview", overview -> overview.getInteger("slots-available", 0) == 4);
        text = Files.createDirectories(dir.resolve("text"));
        String jar = http.jar(TestJars.of(dir.resolve("jobs.jar"), TestPrograms.Lines.class));
        job = http.post("/v1/jars/" + jar + "/run", "{\"parallelism\": 2, \"programArgsList\": [\"" + text + "\"]}")
                .json()
                .getString("jobid");
        Http.await(http, "/v1/jobs/" + job, state -> "RUNNING".equals(state.getString("state")));
        cluster = cluster();
        feed();
    }

    @AfterAll
    static void stop() {
        for (int i = NODES.size() - 1; i >= 0; i--) NODES.get(i).close();
    }

    @Test
    void requestsThatNobodyShouldSendAreRefusedEachWithItsStatus() throws Exception {
        Map<String, String> failures = new LinkedHashMap<>();
        Map<String, Attack> attacks = attacks();
        assertThat(attacks).hasSizeGreaterThanOrEqualTo(40);
        attacks.forEach((name, attack) -> {
            Result result = raw.send(attack.bytes);
            boolean clear = attack.statuses.contains(result.status());
            boolean quiet =
                    !result.head().contains("\nSet-Cookie") && !result.text().contains("root:");
            if (!clear || !quiet) failures.put(name, result.toString());
        });
        assertThat(failures).isEmpty();
        unharmed();
    }

    @Test
    void jarsThatNobodyShouldTakeAreRefusedWithAReason() throws Exception {
        HostileJars.all().forEach((name, bytes) -> {
            Http.Answer answer = http.send(
                    "POST",
                    "/v1/jars/upload",
                    "multipart/form-data; boundary=b",
                    java.net.http.HttpRequest.BodyPublishers.ofByteArray(form("evil.jar", bytes)));
            assertThat(answer.status()).as(name + ": " + answer.body()).isEqualTo(400);
            assertThat(answer.error()).as(name).isNotBlank().hasSizeLessThan(300);
        });
        unharmed();
    }

    @Test
    void whoIsSlowIsCutOff() throws Exception {
        long head = raw.trickle("GET /v1/overview HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", i -> i < 3_000);
        assertThat(head).isBetween(HEAD_MS / 2, 20_000L);
        long body = raw.trickle(RawHttp.request(RUN, JSON, "Content-Length: 100000"), i -> i < 3_000);
        assertThat(body).isBetween(HEAD_MS / 2, 20_000L);
        long upload = raw.trickle(
                RawHttp.request(
                        "POST /v1/jars/upload HTTP/1.1",
                        "Content-Type: multipart/form-data; boundary=b",
                        "Content-Length: 100000"),
                i -> i < 3_000);
        assertThat(upload).isBetween(HEAD_MS / 2, 20_000L);
        unharmed();
    }

    @Test
    void whoOpensMoreConnectionsThanThereMayBeGetsNoFurther() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            int closed = 0;
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), raw.port());
                socket.setSoTimeout(15_000);
                sockets.add(socket);
                try {
                    socket.getOutputStream()
                            .write(RawHttp.request("GET /v1/events HTTP/1.1").getBytes(StandardCharsets.US_ASCII));
                    if (socket.getInputStream().read() < 0) closed++;
                } catch (IOException reset) {
                    closed++;
                }
            }
            assertThat(closed).isGreaterThanOrEqualTo(CONNECTIONS_MAX);
        } finally {
            for (Socket socket : sockets) socket.close();
        }
        Http.await(http, "/v1/overview", overview -> true);
        unharmed();
    }

    @Test
    void garbageAtTheOtherPortsEndsThereAndNoObjectIsBroughtToLife() throws Exception {
        Random random = new Random(7);
        byte[] noise = new byte[64 << 10];
        random.nextBytes(noise);
        List<byte[]> payloads = List.of(
                noise,
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                serialized(),
                concat("HZC".getBytes(StandardCharsets.US_ASCII), serialized()),
                concat("HZX".getBytes(StandardCharsets.US_ASCII), serialized()),
                concat("HZX".getBytes(StandardCharsets.US_ASCII), noise),
                frame(0x7fff_ffff, 7, new byte[0]),
                frame(200 << 20, 7, new byte[100]),
                frame(9 + 16, 1, new byte[16]),
                frame(9 + 4, 4, new byte[4]),
                concat(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array(), noise),
                concat(ByteBuffer.allocate(4).putInt(-1).array(), noise),
                new byte[1_000]);
        for (String port : List.of("cluster", "bus", "data")) {
            for (byte[] payload : payloads) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(port))) {
                    socket.setSoTimeout(300);
                    socket.getOutputStream().write(payload);
                    socket.getInputStream().read(new byte[4096]);
                } catch (IOException closedOrSilent) {
                    // either is fine: nothing of it may be taken
                }
            }
        }
        for (byte[] payload : List.of(frame(200 << 20, 7, new byte[100]), frame(9 + 16, 1, new byte[16]))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get("data"))) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(payload);
                assertThat(socket.getInputStream().read())
                        .as("the data plane ends it")
                        .isNegative();
            }
        }
        assertThat(raw.send(serialized()).status()).isIn(400, Result.CLOSED);
        assertThat(Gadget.REVIVED).hasValue(0);
        unharmed();
    }

    private record Attack(byte[] bytes, List<Integer> statuses) {}

    private static Map<String, Attack> attacks() throws IOException {
        Map<String, Attack> all = new LinkedHashMap<>();
        paths(all);
        sizes(all);
        framing(all);
        origins(all);
        bodies(all);
        methods(all);
        return all;
    }

    private static void paths(Map<String, Attack> all) {
        put(all, "a path up", get("/ui/../../../../etc/passwd"), 404);
        put(all, "an encoded path up", get("/ui/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), 404);
        put(all, "encoded slashes", get("/v1/jobmanager/logs/..%2f..%2f..%2fetc%2fpasswd"), 404);
        put(all, "doubly encoded", get("/v1/jobmanager/logs/%252e%252e%252fetc%252fpasswd"), 404);
        put(all, "backslashes", get("/ui/..%5c..%5cetc%5cpasswd"), 404);
        put(all, "another root", get("//etc/passwd"), 404);
        put(all, "a jar outside", RawHttp.request("DELETE /v1/jars/..%2f..%2fnode.yaml HTTP/1.1"), 400);
        put(all, "a nought in a path", get("/v1/jobs/%00"), 400);
        put(all, "a broken escape", get("/v1/jobs/%zz"), 400);
        put(all, "invalid UTF-8 in a path", get("/v1/jobs/%ff%fe"), 400);
        put(all, "versions upon versions", get("/v1".repeat(900) + "/jobs"), 404);
        put(all, "line breaks in a path", get("/v1/jobs/%0d%0aSet-Cookie:%20a=b"), 400);
        put(
                all,
                "line breaks in a parameter",
                get("/v1/jobs/" + "0".repeat(32) + "?wait=1%0d%0aSet-Cookie:a=b"),
                400,
                404);
        put(all, "a script as an id", get("/v1/jobs/%3Cscript%3Ealert(1)%3C/script%3E"), 400, 404);
    }

    private static void sizes(Map<String, Attack> all) {
        put(all, "a long request line", get("/" + "a".repeat(40_000)), 414);
        put(all, "a large header", RawHttp.request("GET /v1/jobs HTTP/1.1", "X: " + "a".repeat(40_000)), 431);
        String[] many = new String[3_000];
        for (int i = 0; i < many.length; i++) many[i] = "X-" + i + ": a";
        put(all, "many headers", RawHttp.request("GET /v1/jobs HTTP/1.1", many), 431);
        put(all, "a large body", body(RUN, JSON, "{\"a\": \"" + "a".repeat(400_000) + "\"}"), 413);
        put(all, "a large body announced", RawHttp.request(RUN, JSON, "Content-Length: 9999999999"), 413, 400);
        String upload = "POST /v1/jars/upload HTTP/1.1";
        put(all, "a large upload", RawHttp.request(upload, form(), "Content-Length: 99999999999"), 413, 400);
        put(all, "a large field", body(upload, form(), field("a", "b".repeat(300_000)) + "--b--\r\n"), 400, 413);
        put(all, "many fields", body(upload, form(), field("a", "b").repeat(2_000) + "--b--\r\n"), 400, 413);
    }

    private static void framing(Map<String, Attack> all) {
        put(all, "a negative length", RawHttp.request(RUN, JSON, "Content-Length: -1"), 400);
        put(all, "two lengths", RawHttp.request(RUN, JSON, "Content-Length: 2", "Content-Length: 3") + "{}", 400);
        put(all, "length and chunks", smuggled("Content-Length: 4", "Transfer-Encoding: chunked"), 400);
        put(all, "a strange encoding", smuggled("Transfer-Encoding: \013chunked"), 400, 501);
        put(all, "two encodings", smuggled("Transfer-Encoding: chunked, identity"), 400, 501);
        put(all, "a chunk of no size", RawHttp.request(RUN, JSON, "Transfer-Encoding: chunked") + "ZZ\r\n{}\r\n", 400);
        put(
                all,
                "an endless chunk",
                RawHttp.request(RUN, JSON, "Transfer-Encoding: chunked") + "FFFFFFFFFFFFFFF\r\n{",
                400);
        put(all, "a blank before the colon", RawHttp.request(RUN, JSON, "Content-Length : 2") + "{}", 400);
        put(all, "a nought in a header", RawHttp.request("GET /v1/jobs HTTP/1.1", "X: a\000b"), 400);
        put(all, "a control in a header's name", RawHttp.request("GET /v1/jobs HTTP/1.1", "X\001Y: a"), 400);
        put(all, "no such version", RawHttp.request("GET /v1/jobs HTTP/9.9"), 400, 501, 505);
        put(all, "HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 501, 505, Result.CLOSED);
        put(all, "a TLS greeting", "\026\003\001\002\000\001\000\001\374\003\003\r\n\r\n", 400, Result.CLOSED);
        put(all, "not HTTP", "hello\r\n\r\n", 400, Result.CLOSED);
    }

    private static void origins(Map<String, Attack> all) {
        String cancel = "PATCH /v1/jobs/" + job + " HTTP/1.1";
        put(all, "a foreign Host", "GET /v1/jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403);
        put(all, "a Host like ours", "GET /v1/jobs HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 403);
        put(all, "a Host like an address", "GET /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1.nip.io\r\n\r\n", 403);
        put(all, "two Hosts", "GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400);
        put(all, "no Host", "GET /v1/jobs HTTP/1.1\r\n\r\n", 400, 403);
        put(
                all,
                "a foreign address line",
                "GET http://evil.example/v1/jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                403);
        put(all, "a foreign page cancels", RawHttp.request(cancel, "Origin: http://evil.example"), 403);
        put(all, "a page in a sandbox cancels", RawHttp.request(cancel, "Origin: null"), 403);
        put(all, "a page on another port cancels", RawHttp.request(cancel, "Origin: http://localhost:1"), 403);
        put(all, "a browser says cross-site", RawHttp.request(cancel, "Sec-Fetch-Site: cross-site"), 403);
        put(all, "a browser says same-site", RawHttp.request(cancel, "Sec-Fetch-Site: same-site"), 403);
        put(
                all,
                "a foreign form uploads",
                RawHttp.request(
                        "POST /v1/jars/upload HTTP/1.1", form(), "Origin: http://evil.example", "Content-Length: 0"),
                403);
        put(all, "a form as text", body(RUN, "Content-Type: text/plain", "{\"parallelism\": 1}"), 415);
    }

    private static void bodies(Map<String, Attack> all) throws IOException {
        put(all, "deep JSON", body(RUN, JSON, "{\"a\":" + "[".repeat(100_000)), 400);
        put(all, "deep JSON, closed", body(RUN, JSON, "{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}"), 400);
        put(all, "a giant number", body(RUN, JSON, "{\"parallelism\": " + "9".repeat(2_000) + "}"), 400);
        put(all, "a number with a giant exponent", body(RUN, JSON, "{\"parallelism\": 1e999999999}"), 400);
        put(all, "invalid UTF-8", body(RUN, JSON, "{\"entryClass\": \"\377\376\"}"), 400);
        put(all, "a list instead of an object", body(RUN, JSON, "[1, 2]"), 400);
        put(all, "a wrong type", body(RUN, JSON, "{\"programArgsList\": {\"a\": 1}}"), 400);
        String upload = "POST /v1/jars/upload HTTP/1.1";
        put(
                all,
                "a form without an end",
                body(upload, form(), "--b\r\nContent-Disposition: form-data; name=\"x\""),
                400);
        put(all, "a form without a boundary", body(upload, "Content-Type: multipart/form-data", "--b--\r\n"), 400);
        put(all, "a form that is none", body(upload, form(), "no form at all"), 400);
        put(all, "a form in a form", body(upload, "Content-Type: multipart/mixed; boundary=b", "--b--\r\n"), 415, 400);
        put(
                all,
                "a file name with line breaks",
                body(
                        upload,
                        form(),
                        "--b\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"../../a\rSet-Cookie: x\"\r\n\r\nx\r\n--b--\r\n"),
                400);
        put(
                all,
                "a Java object as a job",
                new Attack(
                        concat(
                                RawHttp.request(
                                                "POST /v1/jobs HTTP/1.1",
                                                "Content-Type: application/x-java-serialized-object",
                                                "Content-Length: " + serialized().length)
                                        .getBytes(StandardCharsets.ISO_8859_1),
                                serialized()),
                        List.of(415)));
        put(
                all,
                "a Java object in a form",
                new Attack(
                        concat(
                                RawHttp.request(
                                                "POST /v1/jobs HTTP/1.1",
                                                form(),
                                                "Content-Length: " + form("flink-jobgraph.bin", serialized()).length)
                                        .getBytes(StandardCharsets.ISO_8859_1),
                                form("flink-jobgraph.bin", serialized())),
                        List.of(400)));
    }

    private static void methods(Map<String, Attack> all) {
        put(all, "an unknown method", RawHttp.request("BREW /v1/jobs HTTP/1.1"), 405);
        put(all, "TRACE", RawHttp.request("TRACE /v1/jobs HTTP/1.1"), 405);
        put(all, "CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 400, 403, 404, 405);
        put(all, "a change by GET", get("/v1/jobs/" + "0".repeat(32) + "/savepoints"), 404, 405);
        put(
                all,
                "an overridden method",
                RawHttp.request("GET /v1/jars/upload HTTP/1.1", "X-HTTP-Method-Override: POST"),
                404,
                405);
        put(all, "an upgrade", RawHttp.request("PATCH /v1/jobs HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade"), 405);
    }

    private static void put(Map<String, Attack> all, String name, String text, Integer... statuses) {
        put(all, name, new Attack(text.getBytes(StandardCharsets.ISO_8859_1), List.of(statuses)));
    }

    private static void put(Map<String, Attack> all, String name, Attack attack) {
        assertThat(all.put(name, attack)).as(name).isNull();
    }

    private static String get(String path) {
        return RawHttp.request("GET " + path + " HTTP/1.1");
    }

    private static String body(String line, String type, String body) {
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return RawHttp.request(line, type, "Content-Length: " + length) + body;
    }

    private static String smuggled(String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = JSON;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return RawHttp.request(RUN, all) + "0\r\n\r\nGET /v1/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String form() {
        return "Content-Type: multipart/form-data; boundary=b";
    }

    private static String field(String name, String value) {
        return Http.field(name, value);
    }

    private static byte[] form(String name, byte[] file) {
        String head = "--b\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"" + name + "\"\r\n\r\n";
        return concat(
                concat(head.getBytes(StandardCharsets.ISO_8859_1), file),
                "\r\n--b--\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] frame(int length, int type, byte[] payload) {
        return ByteBuffer.allocate(13 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put((byte) type)
                .putInt(0)
                .putInt(0)
                .put(payload)
                .array();
    }

    private static byte[] serialized() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Gadget());
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The job goes on where it was, nobody left, nobody else leads, and what it counts is exact. */
    private static void unharmed() throws Exception {
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
        assertThat(cluster()).isEqualTo(cluster);
        feed();
        assertThat(http.get("/v1/jobs").body()).contains(job);
    }

    /** Gives the job lines to read, and waits until it has counted exactly all it ever got. */
    private static void feed() throws Exception {
        Path draft = Files.writeString(dir.resolve("draft"), "a\nb\n".repeat(50));
        Files.move(draft, text.resolve("file-" + records));
        records += 100;
        Http.await(http, "/v1/jobs/" + job, state -> read(state) == records);
        assertThat(http.get("/v1/jobs/" + job).json().getInteger("restarts")).isZero();
    }

    private static long read(JsonObject state) {
        JsonArray vertices = state.getJsonArray("vertices");
        return vertices.getJsonObject(1).getJsonObject("metrics").getLong("read-records", 0L);
    }

    private static String cluster() {
        JsonObject overview = http.get("/v1/overview").json();
        List<String> workers = http.get("/v1/taskmanagers").json().getJsonArray("taskmanagers").stream()
                .map(worker -> ((JsonObject) worker).getString("id"))
                .sorted()
                .toList();
        return overview.getString("leader") + workers + overview.getInteger("slots-available");
    }

    private static NodeConfig config(String name, Map<String, String> own) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "node.name",
                name,
                "node.dataDir",
                dir.resolve(name).toString(),
                "cluster.name",
                "test-" + dir.getFileName(),
                "cluster.coordinators",
                "127.0.0.1:" + ports.get("cluster"),
                "slot.count",
                "2",
                "web.port",
                "0",
                "web.uploadMaxMb",
                "1",
                "web.headerTimeoutMs",
                Long.toString(HEAD_MS),
                "web.uploadTimeoutMs",
                Long.toString(HEAD_MS),
                "web.connectionsMax",
                Integer.toString(CONNECTIONS_MAX)));
        keys.putAll(own);
        return NodeConfig.of(keys);
    }
}
