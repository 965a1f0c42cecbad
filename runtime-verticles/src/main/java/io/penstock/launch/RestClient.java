// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the REST API. Every failure is a {@link CliException} with a sentence: the server's own where it has one. Calls
 * block the calling thread, at most a minute (an upload: ten).
 */
final class RestClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(10);
    static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final @Nullable String authorization;
    private final HttpClient http;

    /** At a server that asks nobody who they are, or by a token of its own process. */
    RestClient(URI server, @Nullable String ownToken) {
        this(server, ownToken == null ? null : "Bearer " + ownToken, null);
    }

    /**
     * At any server.
     *
     * @param authorization the header of that name; null for none
     * @param certificates PEM certificates to trust; null for the JVM's
     */
    RestClient(URI server, @Nullable String authorization, @Nullable Path certificates) {
        this.server = server;
        this.authorization = authorization;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        if (certificates != null) builder.sslContext(TrustedServers.of(certificates));
        this.http = builder.build();
    }

    URI server() {
        return server;
    }

    JsonNode get(String path) {
        return call(request(path).GET());
    }

    /** Uploads a jar; returns its id, to be run by {@link #run}. */
    String upload(Path jar) {
        String boundary = "penstock-" + UUID.randomUUID();
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head), file(jar), BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        JsonNode answer = call(request("/v1/jars/upload")
                .timeout(UPLOAD_TIMEOUT)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body));
        String stored = answer.path("filename").asText();
        return stored.substring(stored.lastIndexOf('/') + 1);
    }

    /** Starts a job from an uploaded jar; returns the job's id. */
    String run(String jarId, Submission submission) {
        ObjectNode body = JSON.createObjectNode();
        if (submission.entryClass() != null) body.put("entryClass", submission.entryClass());
        if (submission.parallelism() != null) body.put("parallelism", submission.parallelism());
        body.set("programArgsList", JSON.valueToTree(submission.arguments()));
        if (!submission.options().isEmpty()) body.set("flinkConfiguration", JSON.valueToTree(submission.options()));
        JsonNode answer = call(request("/v1/jars/" + jarId + "/run")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
        return answer.path("jobid").asText();
    }

    JsonNode job(String jobId) {
        return get("/v1/jobs/" + jobId);
    }

    void cancel(String jobId) {
        call(request("/v1/jobs/" + jobId + "?mode=cancel").method("PATCH", BodyPublishers.noBody()));
    }

    /** Asks for a savepoint; returns the request's id. {@code target}: null for where savepoints go by default. */
    String savepoint(String jobId, @Nullable String target) {
        ObjectNode body = JSON.createObjectNode();
        if (target != null) body.put("target-directory", target);
        return post("/v1/jobs/" + jobId + "/savepoints", body)
                .path("request-id")
                .asText();
    }

    /** Asks a job to stop with a savepoint; returns the request's id. */
    String stop(String jobId, @Nullable String target, boolean drain) {
        ObjectNode body = JSON.createObjectNode().put("drain", drain);
        if (target != null) body.put("targetDirectory", target);
        return post("/v1/jobs/" + jobId + "/stop", body).path("request-id").asText();
    }

    /** Asks for another parallelism; done once the job will have it, whoever dies. */
    void rescale(String jobId, ObjectNode requirements) {
        call(request("/v1/jobs/" + jobId + "/resource-requirements")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(requirements.toString())));
    }

    /** How such a request stands. */
    JsonNode savepointStatus(String jobId, String requestId) {
        return get("/v1/jobs/" + jobId + "/savepoints/" + requestId);
    }

    private JsonNode post(String path, ObjectNode body) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(CALL_TIMEOUT);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private JsonNode call(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 400) throw refused(request, answer);
            return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCode.UNREACHABLE, server + " answers, but not as Penstock does", e);
        } catch (SSLException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    server + " cannot be trusted (" + words(e) + "); name its signer's certificate by --ca",
                    e);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "no Penstock answers at " + server + " (" + words(e) + "); start one by 'penstock node'",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted", e);
        }
    }

    private static CliException refused(HttpRequest request, HttpResponse<String> answer) {
        List<String> sentences = new ArrayList<>();
        try {
            JSON.readTree(answer.body()).path("errors").forEach(error -> sentences.add(error.asText()));
        } catch (JsonProcessingException e) {
            sentences.add(answer.body().strip());
        }
        sentences.removeIf(String::isBlank);
        if (sentences.isEmpty()) {
            sentences.add(request.method() + " " + request.uri().getPath() + " was answered with status "
                    + answer.statusCode());
        }
        return new CliException(ExitCode.FAILED, String.join("; ", sentences));
    }

    private static BodyPublisher file(Path jar) {
        try {
            if (Files.isDirectory(jar)) throw new CliException(ExitCode.USAGE, jar + " is a directory, not a jar");
            return BodyPublishers.ofFile(jar);
        } catch (FileNotFoundException e) {
            throw new CliException(ExitCode.USAGE, "no such file: " + jar, e);
        }
    }

    private static String words(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
