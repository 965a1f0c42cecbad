// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A real Chromium without a window, driven by chromedriver through the WebDriver protocol. Keeps what the page writes
 * to its console and whom it asks.
 */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final URI server;
    private final String session;

    private final List<String> requests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long bytes;

    private Browser(Process driver, URI server) throws Exception {
        this.driver = driver;
        this.server = server;
        SessionCluster.await("chromedriver answers", () -> {
            try {
                return call("GET", "/status", null).at("/ready").asBoolean();
            } catch (ConnectException notYet) {
                return false;
            }
        });
        this.session = call("POST", "/session", capabilities()).at("/sessionId").asText();
    }

    /** Starts one; fails where chromium and chromedriver are not installed. */
    static Browser start(Path directory) throws Exception {
        int port = Ports.free();
        Process driver = new ProcessBuilder("chromedriver", "--port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("chromedriver.log").toFile())
                .start();
        try {
            return new Browser(driver, URI.create("http://127.0.0.1:" + port));
        } catch (Exception | AssertionError e) {
            driver.destroyForcibly();
            throw e;
        }
    }

    private static JsonNode capabilities() {
        ObjectNode options = JSON.createObjectNode();
        // Chromium's own sandbox does not work for root, as in a container of a build.
        options.putArray("args")
                .add("--headless=new")
                .add("--no-sandbox")
                .add("--disable-dev-shm-usage")
                .add("--hide-scrollbars")
                .add("--disable-background-networking")
                .add("--no-first-run");
        ObjectNode always = JSON.createObjectNode().put("browserName", "chrome");
        always.set("goog:chromeOptions", options);
        always.set(
                "goog:loggingPrefs",
                JSON.createObjectNode().put("browser", "ALL").put("performance", "ALL"));
        return JSON.createObjectNode()
                .set("capabilities", JSON.createObjectNode().set("alwaysMatch", always));
    }

    private JsonNode call(String method, String path, JsonNode body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode value = JSON.readTree(answer.body()).path("value");
            if (answer.statusCode() != 200)
                throw new IllegalStateException(value.path("message").asText());
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private JsonNode inSession(String method, String path, JsonNode body) throws IOException {
        return call(method, "/session/" + session + path, body);
    }

    private void devtools(String command, ObjectNode parameters) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("cmd", command);
        body.set("params", parameters);
        inSession("POST", "/goog/cdp/execute", body);
    }

    void open(URI page) throws IOException {
        inSession("POST", "/url", JSON.createObjectNode().put("url", page.toString()));
    }

    /** The size of what is looked at, and whether it is light or dark. */
    void look(int width, int height, boolean dark) throws IOException {
        devtools(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 600));
        ObjectNode scheme =
                JSON.createObjectNode().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light");
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features").add(scheme);
        devtools("Emulation.setEmulatedMedia", media);
    }

    /** Runs a function's body in the page; gives what it returns. */
    JsonNode run(String script, Object... arguments) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("script", script);
        ArrayNode list = body.putArray("args");
        for (Object argument : arguments) list.addPOJO(argument);
        return inSession("POST", "/execute/sync", body);
    }

    /** Text of what fits a CSS selector; empty if nothing does. */
    String text(String selector) throws IOException {
        return run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')", selector)
                .asText();
    }

    /** Waits until the page shows that text within what fits the selector. */
    void awaitText(String selector, String wanted) throws Exception {
        await("\"" + wanted + "\" in " + selector, () -> text(selector).contains(wanted));
    }

    void await(String what, Callable<Boolean> condition) throws Exception {
        try {
            SessionCluster.await(what, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the page says:\n" + text("main"), e);
        }
    }

    private String element(String selector) throws IOException {
        ObjectNode by = JSON.createObjectNode().put("using", "css selector").put("value", selector);
        return inSession("POST", "/element", by).get(ELEMENT).asText();
    }

    /** Types into, or chooses a file for, what fits the selector. */
    void type(String selector, String text) throws IOException {
        inSession(
                "POST",
                "/element/" + element(selector) + "/value",
                JSON.createObjectNode().put("text", text));
    }

    /** Clicks on the button or link with that text, as a user would: it must be visible and not covered. */
    void click(String text) throws Exception {
        String mark = "data-test-click";
        await(
                "something to click called " + text,
                () -> run(
                                "document.querySelectorAll('[" + mark + "]').forEach(e => e.removeAttribute('" + mark
                                        + "'));"
                                        + "const found = [...document.querySelectorAll('button, a, summary')]"
                                        + ".find(e => e.innerText.trim() === arguments[0] && !e.disabled);"
                                        + "if (found) { found.setAttribute('" + mark
                                        + "', ''); found.scrollIntoView({block: 'center'}); }"
                                        + "return Boolean(found)",
                                text)
                        .asBoolean());
        inSession("POST", "/element/" + element("[" + mark + "]") + "/click", JSON.createObjectNode());
    }

    /** Presses keys, one after the other; the code points of special ones are those of WebDriver. */
    void press(String keys) throws IOException {
        ArrayNode steps = JSON.createArrayNode();
        keys.codePoints().forEach(key -> {
            String value = Character.toString(key);
            steps.addObject().put("type", "keyDown").put("value", value);
            steps.addObject().put("type", "keyUp").put("value", value);
        });
        ObjectNode keyboard = JSON.createObjectNode().put("type", "key").put("id", "keyboard");
        keyboard.set("actions", steps);
        ObjectNode body = JSON.createObjectNode();
        body.putArray("actions").add(keyboard);
        inSession("POST", "/actions", body);
    }

    /** A picture of the whole page, up to a height. */
    void picture(Path file, int width, boolean dark) throws IOException {
        int height = Math.min(
                4_000,
                Math.max(
                        700, run("return document.documentElement.scrollHeight").asInt()));
        look(width, height, dark);
        String encoded = inSession("GET", "/screenshot", null).asText();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(encoded));
    }

    /** Reads what was logged since the last time. */
    private void readLogs() throws IOException {
        for (JsonNode entry :
                inSession("POST", "/se/log", JSON.createObjectNode().put("type", "browser"))) {
            complaints.add(
                    entry.path("level").asText() + " " + entry.path("message").asText());
        }
        for (JsonNode entry :
                inSession("POST", "/se/log", JSON.createObjectNode().put("type", "performance"))) {
            JsonNode message = JSON.readTree(entry.path("message").asText()).path("message");
            switch (message.path("method").asText()) {
                case "Network.requestWillBeSent" ->
                    requests.add(message.at("/params/request/url").asText());
                case "Network.loadingFinished" ->
                    bytes += message.at("/params/encodedDataLength").asLong();
                default -> {}
            }
        }
    }

    /** What the page wrote to its console. */
    List<String> complaints() throws IOException {
        readLogs();
        return complaints;
    }

    /** All addresses that were asked for. */
    List<String> requests() throws IOException {
        readLogs();
        return requests;
    }

    /** What was transferred for answers that ended, headers included. */
    long bytes() throws IOException {
        readLogs();
        return bytes;
    }

    @Override
    public void close() throws Exception {
        try {
            call("DELETE", "/session/" + session, null);
        } finally {
            driver.destroy();
            if (!driver.waitFor(10, TimeUnit.SECONDS)) driver.destroyForcibly();
        }
    }
}
