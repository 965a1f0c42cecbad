// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other web sites from using a visitor's browser to reach this API, which has no authentication yet: a change
 * asked for by a page must come from a page of our own, and an API that listens on the loopback answers only to
 * loopback names.
 */
final class SameOrigin {
    private final boolean loopback;

    SameOrigin(String host) {
        this.loopback = isLoopback(host);
    }

    void check(RoutingContext request) {
        HttpServerRequest http = request.request();
        HostAndPort authority = http.authority();
        if (loopback && (authority == null || !isLoopback(authority.host()))) {
            Answers.error(request, 403, "this API listens on the loopback and answers only to localhost");
            return;
        }
        String origin = http.getHeader("Origin");
        boolean reads = http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
        if (!reads && origin != null && !isOurs(origin, authority)) {
            Answers.error(request, 403, "a page of " + origin + " may not change anything here");
            return;
        }
        request.next();
    }

    /** Whether a browser says that the request comes from a page of this very API. */
    static boolean comesFromOurPage(RoutingContext request) {
        HttpServerRequest http = request.request();
        if ("same-origin".equals(http.getHeader("Sec-Fetch-Site"))) return true;
        String origin = http.getHeader("Origin");
        String referer = http.getHeader("Referer");
        String from = origin == null ? referer : origin;
        return from != null && isOurs(from, http.authority());
    }

    private static boolean isOurs(String origin, @Nullable HostAndPort authority) {
        try {
            return authority != null
                    && authority.toString().equals(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }
}
