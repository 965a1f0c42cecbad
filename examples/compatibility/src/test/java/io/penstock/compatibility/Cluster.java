// SPDX-License-Identifier: Apache-2.0
package io.penstock.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.NodeConfig;
import io.penstock.node.PenstockNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One node with its REST API, and a jar of {@link Programs} on it. */
final class Cluster implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NS = 60_000_000_000L;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PenstockNode node;
    private final List<PenstockNode> workers = new ArrayList<>();
    private final String jar;

    private Cluster(Path dir, NodeConfig first, List<NodeConfig> others) throws Exception {
        node = PenstockNode.start(first);
        for (NodeConfig other : others) workers.add(PenstockNode.start(other));
        await("/v1/overview", seen -> seen.get("taskmanagers").asInt() == 1 + others.size());
        jar = upload(jar(dir.resolve("programs.jar")));
    }

    /** One node in local mode. */
    static Cluster start(Path dir) throws Exception {
        NodeConfig local = NodeConfig.of(Map.of(
                "node.mode", "local",
                "node.dataDir", dir.resolve("data").toString(),
                "web.port", "0",
                "slot.count", "8"));
        return new Cluster(dir, local, List.of());
    }

    /** A coordinator that is a worker too, with one slot, and a worker with another. */
    static Cluster ofTwo(Path dir) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return new Cluster(
                dir,
                member(dir, "first", port, Map.of("cluster.port", Integer.toString(port))),
                List.of(member(dir, "second", port, Map.of("cluster.port", "0", "node.roles", "worker"))));
    }

    private static NodeConfig member(Path dir, String name, int port, Map<String, String> more) {
        Map<String, String> keys = new LinkedHashMap<>(Map.of(
                "node.name",
                name,
                "node.dataDir",
                dir.resolve(name).toString(),
                "cluster.name",
                "test-" + dir.getFileName(),
                "cluster.coordinators",
                "127.0.0.1:" + port,
                "web.port",
                "0",
                "slot.count",
                "1"));
        keys.putAll(more);
        return NodeConfig.of(keys);
    }

    URI address() {
        return node.web();
    }

    String jar() {
        return jar;
    }

    /** Submits a program; gives the job's id. */
    String run(Class<?> program) throws Exception {
        String body = "{\"entryClass\": \"" + program.getName() + "\", \"parallelism\": 2}";
        HttpResponse<String> answer = send("POST", "/v1/jars/" + jar + "/run", "application/json", body);
        if (answer.statusCode() != 200) throw new AssertionError(answer.body());
        return JSON.readTree(answer.body()).get("jobid").asText();
    }

    /** Submits one and waits until all its tasks run. */
    String running(Class<?> program) throws Exception {
        String job = run(program);
        await("/v1/jobs/" + job, found -> {
            JsonNode counts = found.get("status-counts");
            return found.get("state").asText().equals("RUNNING")
                    && counts.get("RUNNING").asInt() > 0
                    && counts.get("RUNNING").asInt() == tasks(counts);
        });
        return job;
    }

    private static int tasks(JsonNode counts) {
        int tasks = 0;
        for (JsonNode count : counts) tasks += count.asInt();
        return tasks;
    }

    JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path, null, null);
        if (answer.statusCode() != 200) throw new AssertionError(path + ": " + answer.body());
        return JSON.readTree(answer.body());
    }

    JsonNode await(String path, Predicate<JsonNode> reached) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        JsonNode last = null;
        while (System.nanoTime() < deadlineNs) {
            last = get(path);
            if (reached.test(last)) return last;
            Thread.sleep(10);
        }
        throw new AssertionError(path + " is still " + last);
    }

    HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) request.header("Content-Type", type);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String upload(Path file) throws Exception {
        String head = String.join(
                "\r\n",
                "--b",
                "Content-Disposition: form-data; name=\"jarfile\"; filename=\"programs.jar\"",
                "Content-Type: application/java-archive",
                "",
                "");
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head), BodyPublishers.ofFile(file), BodyPublishers.ofString("\r\n--b--\r\n"));
        var request = HttpRequest.newBuilder(address().resolve("/v1/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(body)
                .build();
        String name = JSON.readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .get("filename")
                .asText();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static Path jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Penstock-Program", Programs.Brief.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Class<?> type : Programs.class.getDeclaredClasses()) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return file;
    }

    /** A path with values for its keys that exist, as far as it is about a job. */
    String path(String pattern, String job) throws Exception {
        String path = pattern;
        for (Matcher key = Pattern.compile(":(\\w+)").matcher(pattern); key.find(); ) {
            path = path.replaceFirst(":" + key.group(1) + "(?!\\w)", value(key.group(1), job));
        }
        return path;
    }

    String value(String key, String job) throws Exception {
        return switch (key) {
            case "jobid", "applicationid" -> job;
            case "vertexid" -> vertex(job);
            case "taskmanagerid" ->
                get("/v1/taskmanagers").get("taskmanagers").get(0).get("id").asText();
            case "subtaskindex" -> "0";
            case "attempt" -> "1";
            case "checkpointid" -> "4711";
            case "jarid" -> jar;
            case "filename" -> "penstock.log";
            case "triggerid", "datasetid", "rescaleuuid" -> "0123456789abcdef0123456789abcdef";
            case "operatorUid" -> "sums";
            default -> throw new AssertionError("no value for " + key);
        };
    }

    private String vertex(String job) throws Exception {
        JsonNode vertices = get("/v1/jobs/" + job).get("vertices");
        return vertices.get(vertices.size() - 1).get("id").asText();
    }

    @Override
    public void close() {
        workers.forEach(PenstockNode::close);
        node.close();
    }
}
