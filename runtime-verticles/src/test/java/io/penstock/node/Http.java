// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Asks a node's REST API and keeps status and body. */
record Http(URI server) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    record Answer(int status, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String error() {
            return json().getJsonArray("errors").getString(0);
        }
    }

    Answer get(String path) {
        return send("GET", path, null, BodyPublishers.noBody());
    }

    Answer post(String path, String json) {
        return send("POST", path, "application/json", BodyPublishers.ofString(json));
    }

    Answer send(String method, String path, String contentType, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
        if (contentType != null) request.header("Content-Type", contentType);
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Answer upload(String path, Path file, String fields) {
        try {
            String head = fields + "--b\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                    + file.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
            BodyPublisher body = BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofByteArray(Files.readAllBytes(file)),
                    BodyPublishers.ofString("\r\n--b--\r\n"));
            return send("POST", path, "multipart/form-data; boundary=b", body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Uploads a jar that is taken; gives its id. */
    String jar(Path file) {
        String name = upload("/v1/jars/upload", file, "").json().getString("filename");
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Waits for a job's end. */
    JsonObject ended(String job) {
        Answer answer = get("/v1/jobs/" + job + "?wait=20000");
        if (answer.status() != 200) throw new AssertionError(answer.toString());
        return answer.json();
    }

    /** Asks until the answer is as wanted; nodes that do not answer (yet) are asked again. */
    static JsonObject await(Http http, String path, Predicate<JsonObject> reached) throws InterruptedException {
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        String last = "";
        while (System.nanoTime() < deadlineNs) {
            try {
                Answer answer = http.get(path);
                last = answer.toString();
                if (answer.status() == 200 && reached.test(answer.json())) return answer.json();
            } catch (AssertionError notUp) {
                last = notUp.toString();
            }
            Thread.sleep(10);
        }
        throw new AssertionError(path + " is still " + last);
    }

    static String field(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
