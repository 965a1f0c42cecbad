// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells many who ask the same at the same time what one of them was told a moment ago, so that watching a job by
 * hundreds costs it little. Only answers about jobs and workers that are asked for hundreds of times a second are kept,
 * for a fifth of a second, and none beyond a change that is asked for here: somebody alone never gets an old one. Who
 * asks while such an answer is looked up gets it, too. Runs on one context.
 */
final class Repeats {
    private static final String KEEP = "keep-answer";
    private static final long FRESH_MS = 200;
    /** Within that time; 200 a second. */
    private static final int OFTEN = 40;

    private static final int PATHS_MAX = 64;
    private static final int BODY_BYTES_MAX = 256 << 10;

    /** What is the same for whoever asks, and how it is at the moment. */
    private static final List<String> SAME_FOR_ALL = List.of("/overview", "/jobs", "/taskmanagers", "/applications");

    /** These answers name the address by which they were asked for. */
    private static final String TELLS_ADDRESS = "/log-url";

    private final LongSupplier nowMs;
    private final Map<String, Asked> paths = new LinkedHashMap<>(PATHS_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
            return size() > PATHS_MAX;
        }
    };

    /** How often something is asked for, and what was told last. */
    private static final class Asked {
        private long windowMs;
        private int count;
        private int countBefore;
        private @Nullable Buffer body;
        private String type = "";
        private long toldMs;
        /** Who waits for the answer that is looked up; null when none is. */
        private @Nullable List<RoutingContext> waiting;

        boolean oftenAt(long now) {
            if (now - windowMs >= FRESH_MS) {
                countBefore = now - windowMs < 2 * FRESH_MS ? count : 0;
                count = 0;
                windowMs = now;
            }
            count++;
            return Math.max(count, countBefore) >= OFTEN;
        }
    }

    Repeats(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    void addTo(Router router) {
        router.route().handler(this::look);
    }

    private void look(RoutingContext request) {
        HttpMethod method = request.request().method();
        String path = request.normalizedPath();
        if (!method.equals(HttpMethod.GET)) {
            if (!method.equals(HttpMethod.HEAD)) changes(request);
        } else if (SAME_FOR_ALL.stream().anyMatch(path::startsWith) && !path.endsWith(TELLS_ADDRESS)) {
            String query = request.request().query();
            boolean waits = query != null && query.contains("wait");
            if (!waits && repeat(request, query == null ? path : path + "?" + query)) return;
        }
        request.next();
    }

    /** Neither what was told before it nor what was looked up meanwhile may be told after it. */
    private void changes(RoutingContext request) {
        paths.clear();
        request.addEndHandler(ended -> paths.clear());
    }

    private boolean repeat(RoutingContext request, String path) {
        Asked asked = paths.computeIfAbsent(path, first -> new Asked());
        long now = nowMs.getAsLong();
        if (!asked.oftenAt(now)) return false;
        Buffer body = asked.body;
        if (body != null && now - asked.toldMs < FRESH_MS) {
            request.response().putHeader("Content-Type", asked.type).end(body);
            return true;
        }
        List<RoutingContext> waiting = asked.waiting;
        if (waiting != null) {
            waiting.add(request);
            return true;
        }
        lookUp(request, path, asked, now);
        return false;
    }

    /** This one is answered as ever, and what it is told is for those, too, who ask meanwhile. */
    private void lookUp(RoutingContext request, String path, Asked asked, long now) {
        List<RoutingContext> waiting = new ArrayList<>();
        asked.waiting = waiting;
        request.put(KEEP, (Keep) (type, told) -> {
            // Whatever was forgotten meanwhile was forgotten because of a change.
            if (told.length() > BODY_BYTES_MAX || paths.get(path) != asked) return;
            asked.body = told;
            asked.type = type;
            asked.toldMs = now;
        });
        request.addEndHandler(ended -> {
            asked.waiting = null;
            Buffer body = asked.toldMs == now && paths.get(path) == asked ? asked.body : null;
            for (RoutingContext other : waiting) {
                if (other.response().closed()) continue;
                if (body == null) other.next();
                else other.response().putHeader("Content-Type", asked.type).end(body);
            }
        });
    }

    /** Where an answer goes besides to whom it is for. */
    @FunctionalInterface
    private interface Keep {
        void keep(String type, Buffer body);
    }

    /** Hears of every answer in one piece that is given. */
    static void told(RoutingContext request, int status, String type, Buffer body) {
        Keep keep = request.get(KEEP);
        if (keep != null && status == 200) keep.keep(type, body);
    }
}
