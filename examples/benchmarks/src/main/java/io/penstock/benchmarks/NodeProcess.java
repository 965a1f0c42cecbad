// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real node, started as a user would, asked over HTTP, and watched through {@code /proc}. */
final class NodeProcess implements AutoCloseable {
    private static final String JSON = "application/json";

    private final Process process;
    private final PlainHttp http;
    private final Path log;

    private NodeProcess(Process process, int port, Path log) {
        this.process = process;
        this.log = log;
        this.http = new PlainHttp(port);
    }

    /** A cluster of its own: a combined node on free ports. */
    static NodeProcess startAlone(List<String> command, Path data, List<String> options) throws IOException {
        int clusterPort = Ports.free();
        var all = new ArrayList<>(options);
        all.addAll(List.of("-Dcluster.port=" + clusterPort, "-Dcluster.coordinators=127.0.0.1:" + clusterPort));
        return start(command, Ports.free(), data, all);
    }

    /** @param command the node's command line up to its options, such as {@code ./penstock node} */
    static NodeProcess start(List<String> command, int port, Path data, List<String> options) throws IOException {
        var line = new ArrayList<>(command);
        line.addAll(List.of("-Dweb.port=" + port, "-Dnode.dataDir=" + data));
        line.addAll(options);
        Path log = data.resolve("node.log");
        Files.createDirectories(data);
        return new NodeProcess(
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                port,
                log);
    }

    /** The answer's body; an answer other than 2xx is an error, no answer is empty. */
    String get(String path) {
        try {
            return send("GET", path, "", new byte[0]);
        } catch (IOException e) {
            return "";
        }
    }

    String post(String path, String json) throws IOException {
        return send("POST", path, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    String put(String path, String json) throws IOException {
        return send("PUT", path, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    String patch(String path) throws IOException {
        return send("PATCH", path, "", new byte[0]);
    }

    /** Uploads a jar; returns its id. */
    String upload(Path jar) throws IOException {
        String boundary = "penstock-benchmark-boundary";
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(jar));
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        String answer =
                send("POST", "/v1/jars/upload", "multipart/form-data; boundary=" + boundary, body.toByteArray());
        String file = field(answer, "filename");
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Where its REST API is. */
    String address() {
        return "http://127.0.0.1:" + http.port();
    }

    private String send(String method, String path, String contentType, byte[] body) throws IOException {
        PlainHttp.Answer answer = http.send(method, path, contentType, body);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }

    /** The first value of a field in a JSON text. */
    static String field(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([^\",}\\]]*)").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Whether the process lives. */
    boolean alive() {
        return process.isAlive();
    }

    /** Kills it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** Stops it as {@code kill -STOP} does: its sockets stay open, and nobody answers. */
    void freeze() throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-STOP", Long.toString(javaPid()))
                .start()
                .waitFor();
        if (status != 0) throw new IOException("kill -STOP " + javaPid() + ": exit status " + status);
    }

    /** What it has printed so far. */
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /** The JVM's pid: the process itself, or its child when a script started it. */
    long javaPid() {
        return process.descendants().findFirst().map(ProcessHandle::pid).orElse(process.pid());
    }

    /** Resident memory, MiB. */
    double residentMb() throws IOException {
        return status("VmRSS") / 1024.0;
    }

    /** Number of threads. */
    long threads() throws IOException {
        return status("Threads");
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + javaPid() + "/status"))) {
            if (line.startsWith(name + ":")) return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
        throw new IOException("no " + name + " in /proc");
    }

    /** CPU time used so far, ms (clock ticks of 10 ms). */
    long cpuMs() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + javaPid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
    }

    long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/" + javaPid() + "/fd"))) {
            return files.count();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor();
    }
}
