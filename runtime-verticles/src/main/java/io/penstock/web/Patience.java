// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.IdentityHashMap;
import java.util.Locale;

/**
 * How long clients are waited for, and how many at a time. Vert.x ends connections that are silent; this ends those
 * that trickle: a request's head and its body must be whole in time, however often a byte comes. Lives on one context.
 */
public final class Patience {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Limits limits;
    private final IdentityHashMap<HttpConnection, Wait> open = new IdentityHashMap<>();

    /**
     * The limits.
     *
     * @param headMs for the head of the first request, and for small bodies
     * @param uploadMs for the body of a form
     * @param nextMs for the head of a further request on the same connection
     */
    public record Limits(int connectionsMax, long headMs, long uploadMs, long nextMs) {}

    private static final class Wait {
        private long timer = NONE;
    }

    public Patience(Vertx vertx, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** A client connected. */
    public void connected(HttpConnection connection) {
        if (open.size() >= limits.connectionsMax) {
            connection.close();
            return;
        }
        Wait wait = new Wait();
        open.put(connection, wait);
        connection.closeHandler(closed -> {
            open.remove(connection);
            cancel(wait);
        });
        within(limits.headMs, connection, wait);
    }

    /** A request's head is there. */
    void requested(RoutingContext request) {
        HttpServerRequest http = request.request();
        HttpConnection connection = http.connection();
        Wait wait = open.get(connection);
        if (wait != null) {
            cancel(wait);
            if (!http.isEnded()) awaitBody(http, connection, wait);
            request.addEndHandler(end -> within(limits.nextMs, connection, wait));
        }
        request.next();
    }

    private void awaitBody(HttpServerRequest http, HttpConnection connection, Wait wait) {
        String type = http.getHeader("Content-Type");
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
        wait.timer = vertx.setTimer(form ? limits.uploadMs : limits.headMs, fired -> {
            wait.timer = NONE;
            if (!http.isEnded()) connection.close();
        });
    }

    private void within(long ms, HttpConnection connection, Wait wait) {
        cancel(wait);
        if (!open.containsKey(connection)) return;
        wait.timer = vertx.setTimer(ms, fired -> {
            wait.timer = NONE;
            connection.close();
        });
    }

    private void cancel(Wait wait) {
        if (wait.timer != NONE) vertx.cancelTimer(wait.timer);
        wait.timer = NONE;
    }
}
