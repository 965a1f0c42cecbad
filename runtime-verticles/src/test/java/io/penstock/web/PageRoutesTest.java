// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard's files, as they are served and as they are written. */
class PageRoutesTest {
    private static final Path FOLDER = Path.of("src/main/resources/io/penstock/web/page");
    private static final int WHOLE_BYTES_MAX = 300_000;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        new PageRoutes().addTo(router);
        server = vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(true))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (headers.length > 0) request.headers(headers);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileIsListedAndServedWithItsTypeAndPolicy() throws Exception {
        List<String> listed = new ArrayList<>(PageRoutes.FILES);
        listed.add("index.html");
        assertThat(listed).containsExactlyInAnyOrderElementsOf(files());
        long bytes = 0;
        for (String file : listed) {
            HttpResponse<String> answer = get(file.equals("index.html") ? "/" : "/ui/" + file);
            assertThat(answer.statusCode()).as(file).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .doesNotContain("octet-stream");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'self';")
                    .doesNotContain("unsafe");
            bytes += answer.body().length();
        }
        assertThat(bytes).as("all of it, before compression").isLessThan(WHOLE_BYTES_MAX);
    }

    @Test
    void whatABrowserHasAlreadyIsNotSentAgain() throws Exception {
        String tag = get("/ui/main.js").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = get("/ui/main.js", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get("/ui/main.js", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingElseIsServed() throws Exception {
        for (String path : List.of("/ui/", "/ui/none.js", "/ui/%2e%2e/openapi.yaml", "/ui/lib/..%2findex.html")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    /** What the policy would refuse in a browser, and what would go around the escaping. */
    @Test
    void thePageHasNothingInlineNothingFromElsewhereAndNoMarkupFromData() throws Exception {
        String page = Files.readString(FOLDER.resolve("index.html"));
        assertThat(page).doesNotContain("<style").doesNotContain(" style=").doesNotContainPattern(" on\\w+=");
        assertThat(page).doesNotContainPattern("<script(?![^>]*\\bsrc=)").doesNotContain("://");
        Pattern refused =
                Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function"
                        + "|https?://(?!www\\.w3\\.org/2000/svg)|style=\"");
        for (String file : files()) {
            if (file.startsWith("lib/") || file.endsWith(".html")) continue;
            Matcher found = refused.matcher(Files.readString(FOLDER.resolve(file)));
            assertThat(found.find()).as(() -> file + " has " + found.group()).isFalse();
        }
    }
}
