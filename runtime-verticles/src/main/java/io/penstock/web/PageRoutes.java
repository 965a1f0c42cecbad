// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dashboard: a page, its style and its scripts, all from this jar. The files are listed, so no path of a request
 * ever names anything else. Browsers keep them and ask whether they are still the same.
 */
final class PageRoutes {
    private static final String FOLDER = "page/";

    /** Nothing from elsewhere, nothing inline, in no frame. */
    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';" + " frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=UTF-8",
            "css", "text/css; charset=UTF-8",
            "js", "text/javascript; charset=UTF-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=UTF-8");

    /** All files but the page itself. */
    static final List<String> FILES = List.of(
            "style.css",
            "icon.svg",
            "main.js",
            "api.js",
            "attempts.js",
            "charts.js",
            "checkpoints.js",
            "flame.js",
            "format.js",
            "graph.js",
            "job.js",
            "operations.js",
            "overview.js",
            "parts.js",
            "session.js",
            "signin.js",
            "steer.js",
            "story.js",
            "submit.js",
            "vertex.js",
            "workers.js",
            "lib/dagre.js",
            "lib/htm.js",
            "lib/preact.js",
            "lib/LICENSES.txt");

    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    private record Asset(Buffer bytes, String type, String tag) {}

    void addTo(Router router) {
        router.get("/").handler(request -> send(request, "index.html"));
        for (String file : FILES) router.get("/ui/" + file).handler(request -> send(request, file));
    }

    private void send(RoutingContext request, String file) {
        Asset asset = assets.computeIfAbsent(file, PageRoutes::read);
        HttpServerResponse response = request.response()
                .putHeader("ETag", asset.tag())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", POLICY);
        if (asset.tag().equals(request.request().getHeader("If-None-Match")))
            response.setStatusCode(304).end();
        else response.putHeader("Content-Type", asset.type()).end(asset.bytes());
    }

    private static Asset read(String file) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) throw new IllegalStateException(file + " is missing from the jar");
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            String tag = '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
            String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
            return new Asset(Buffer.buffer(bytes), type, tag);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
