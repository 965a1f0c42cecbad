// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that talks to a running cluster. */
final class ClientOptions {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "URL",
            defaultValue = "${env:PENSTOCK_SERVER:-http://127.0.0.1:8081}",
            description = "A coordinator's REST API; also PENSTOCK_SERVER. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default
    private URI server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Token of a cluster that asks for one. Others see it in a list of processes: rather use"
                    + " PENSTOCK_TOKEN or --token-file.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Name of a user; the password is asked for, or PENSTOCK_PASSWORD.")
    private @Nullable String user;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM certificates to trust for https, instead of the JVM's; also PENSTOCK_CA.")
    private @Nullable Path certificates;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    RestClient connect() {
        String scheme = server.getScheme();
        if (server.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new CliException(ExitCode.USAGE, "--server must be like http://127.0.0.1:8081, not '" + server + "'");
        }
        return new RestClient(
                server, authorization(System.getenv(), () -> Passwords.typed("Password", "--user")), certificates());
    }

    boolean json() {
        return json;
    }

    private @Nullable Path certificates() {
        String variable = System.getenv("PENSTOCK_CA");
        return certificates != null || variable == null || variable.isEmpty() ? certificates : Path.of(variable);
    }

    /** What to send as the header of that name; null if nothing was said. */
    private @Nullable String authorization(Map<String, String> environment, Supplier<String> question) {
        if (user != null) {
            String password = environment.getOrDefault("PENSTOCK_PASSWORD", "");
            if (password.isEmpty()) password = question.get();
            byte[] text = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(text);
        }
        String said = tokenFile != null ? content(tokenFile) : token;
        if (said == null) said = environment.get("PENSTOCK_TOKEN");
        if (said == null || said.isBlank()) return null;
        if (!said.strip().matches("[\\x21-\\x7e]+")) {
            throw new CliException(ExitCode.USAGE, "the token has characters that no token has");
        }
        return "Bearer " + said.strip();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "the token cannot be read from " + file + ": " + e.getMessage(), e);
        }
    }
}
