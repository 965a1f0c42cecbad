// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Access;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CSPHandler;
import io.vertx.ext.web.handler.HSTSHandler;
import io.vertx.ext.web.handler.XFrameHandler;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands before every route: limits, headers for browsers, origins, callers, and the record of who did what. */
final class Protection {
    /** Has a name of its own so that it can be sent elsewhere. */
    private static final Logger AUDIT = LoggerFactory.getLogger("penstock.audit");

    private static final long SECOND_MS = 1_000;

    private final RestApi.Terms terms;
    private final LongSupplier nowMs;
    private final Counters requests;

    Protection(RestApi.Terms terms, LongSupplier nowMs) {
        this.terms = terms;
        this.nowMs = nowMs;
        this.requests = new Counters(terms.requestsPerSecondMax(), SECOND_MS, nowMs);
    }

    /** For all that everybody may see, and what comes before it. */
    void addTo(Router router) {
        if (terms.requestsPerSecondMax() > 0) router.route().handler(this::checkRate);
        router.route().handler(Protection::plainHeaders);
        router.route()
                .handler(CSPHandler.create()
                        .setDirective("default-src", "'self'")
                        .addDirective("img-src", "'self'")
                        .addDirective("img-src", "data:")
                        .addDirective("object-src", "'none'")
                        .addDirective("base-uri", "'none'")
                        .addDirective("form-action", "'self'")
                        .addDirective("frame-ancestors", "'none'"));
        router.route().handler(XFrameHandler.create(XFrameHandler.DENY));
        if (terms.tls()) router.route().handler(HSTSHandler.create());
        router.route().handler(this::audit);
        router.route().handler(new SameOrigin(terms.host(), terms.names())::check);
    }

    /** From here on callers are known. */
    void addCallersTo(Router router) {
        terms.access().ifPresent(access -> new Callers(access, nowMs).addTo(router));
    }

    private void checkRate(RoutingContext request) {
        if (requests.count(Counters.addressOf(request))) {
            request.response().putHeader("Retry-After", "1");
            Answers.error(request, 429, "more than " + terms.requestsPerSecondMax() + " requests in a second");
        } else {
            request.next();
        }
    }

    private static void plainHeaders(RoutingContext request) {
        request.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        request.next();
    }

    /** Changes and refusals are told with who, from where, what and how it ended; never bodies or parameters. */
    private void audit(RoutingContext request) {
        HttpServerRequest http = request.request();
        boolean reads = http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
        request.addEndHandler(end -> {
            int status = request.response().getStatusCode();
            boolean refused = status == 401 || status == 403 || status == 429;
            if (reads && !refused) return;
            AUDIT.info(
                    "{} from {}: {} {} -> {}",
                    request.user() == null
                            ? "anonymous"
                            : Access.nameOf(request.user()) + " ("
                                    + Access.roleOf(request.user()).word() + ")",
                    Counters.addressOf(request),
                    plain(http.method().name()),
                    plain(String.valueOf(http.path())),
                    status);
        });
        request.next();
    }

    /** One line, whatever a client sent. */
    private static String plain(String text) {
        String printable = text.replaceAll("[^\\x21-\\x7e]", "?");
        return printable.length() <= 300 ? printable : printable.substring(0, 300) + "...";
    }
}
