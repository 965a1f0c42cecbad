// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Machines of their own as far as the network goes: each on a cable to one switch, which can be pulled. Needs root. */
final class NetworkNamespaces implements AutoCloseable {
    private static final long COMMAND_SECONDS = 20;

    private final String id = Integer.toString(ThreadLocalRandom.current().nextInt(0x1000, 0xffff), 16);
    private final String subnet = "10.213." + ThreadLocalRandom.current().nextInt(1, 250) + ".";
    private final int size;

    private NetworkNamespaces(int size) {
        this.size = size;
    }

    /** Fails, with what the system said, where it can't be done. */
    static NetworkNamespaces create(int size) throws Exception {
        var made = new NetworkNamespaces(size);
        try {
            made.ip("link", "add", made.bridge(), "type", "bridge");
            made.ip("link", "set", made.bridge(), "up");
            for (int i = 0; i < size; i++) made.add(i);
            return made;
        } catch (Exception e) {
            made.close();
            throw e;
        }
    }

    private void add(int i) throws Exception {
        ip("netns", "add", name(i));
        ip("link", "add", cable(i), "type", "veth", "peer", "name", "eth0", "netns", name(i));
        ip("link", "set", cable(i), "master", bridge());
        ip("link", "set", cable(i), "up");
        ip("-n", name(i), "addr", "add", address(i) + "/24", "dev", "eth0");
        ip("-n", name(i), "link", "set", "eth0", "up");
        ip("-n", name(i), "link", "set", "lo", "up");
    }

    String address(int i) {
        return subnet + (i + 1);
    }

    /** What stands before a command that is to run on machine i. */
    List<String> on(int i) {
        return List.of("ip", "netns", "exec", name(i));
    }

    void pull(int i) throws Exception {
        ip("link", "set", cable(i), "nomaster");
    }

    void plug(int i) throws Exception {
        ip("link", "set", cable(i), "master", bridge());
    }

    /** What a GET on that machine's own loopback answers; empty if nothing. */
    String get(int i, int port, String path) throws Exception {
        return http(i, port, path, List.of());
    }

    /** As {@link #get}, a POST of JSON. */
    String post(int i, int port, String path, String json) throws Exception {
        return http(i, port, path, List.of("-X", "POST", "-H", "Content-Type: application/json", "-d", json));
    }

    /** Uploads a jar, on that machine. */
    String upload(int i, int port, java.nio.file.Path jar) throws Exception {
        String file = NodeProcess.field(http(i, port, "/v1/jars/upload", List.of("-F", "jarfile=@" + jar)), "filename");
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private String http(int i, int port, String path, List<String> how) throws Exception {
        var command = new ArrayList<>(on(i));
        command.addAll(List.of("curl", "-s", "-m", "10", "http://127.0.0.1:" + port + path));
        command.addAll(how);
        Process curl = new ProcessBuilder(command).start();
        return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String name(int i) {
        return "ps" + id + "n" + i;
    }

    private String cable(int i) {
        return "ps" + id + "c" + i;
    }

    private String bridge() {
        return "ps" + id + "b";
    }

    private void ip(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(
                    "network namespaces do not work here: " + String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws Exception {
        var failures = new ArrayList<Exception>();
        for (int i = 0; i < size; i++) tryIp(failures, "netns", "del", name(i));
        tryIp(failures, "link", "del", bridge());
        if (failures.size() == size + 1) throw failures.get(0);
    }

    /** What was never made cannot be removed. */
    private void tryIp(List<Exception> failures, String... arguments) throws InterruptedException {
        try {
            ip(arguments);
        } catch (IllegalStateException | IOException e) {
            failures.add(e);
        }
    }
}
