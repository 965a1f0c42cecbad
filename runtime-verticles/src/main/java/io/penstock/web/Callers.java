// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Access;
import io.penstock.access.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks callers who they are and whether they may. By default whatever only reads is for viewers, what brings code or
 * removes it is for admins, everything else for operators: so a new route is never open by mistake.
 */
final class Callers {
    private static final int GUESSES_MAX = 10;
    private static final int GUESS_WINDOW_MS = 60_000;

    private final Access access;
    private final Counters guesses;

    Callers(Access access, LongSupplier nowMs) {
        this.access = access;
        this.guesses = new Counters(GUESSES_MAX, GUESS_WINDOW_MS, nowMs);
    }

    /** From here on nobody is anonymous. */
    void addTo(Router router) {
        router.route().handler(SimpleAuthenticationHandler.create().authenticate(this::identify));
        router.route().handler(Callers::checkRole);
    }

    /**
     * What a client is told that did not say who it is. The dashboard asks by itself, so the browser need not: what the
     * browser's own question gets it would send along with everything from then on.
     */
    static void challenge(RoutingContext request) {
        String bearer = "Bearer realm=\"Penstock\"";
        boolean page = request.request().getHeader("X-Requested-With") != null;
        request.response()
                .putHeader(
                        "WWW-Authenticate", page ? bearer : "Basic realm=\"Penstock\", charset=\"UTF-8\", " + bearer);
        Answers.error(
                request,
                401,
                request.request().getHeader("Authorization") == null
                        ? "say who you are: a token (Authorization: Bearer ...) or a name and password"
                        : "these credentials are not taken");
    }

    private Future<User> identify(RoutingContext request) {
        String said = request.request().getHeader("Authorization");
        if (said == null) return Future.failedFuture(new HttpException(401));
        boolean isPassword = said.toLowerCase(Locale.ROOT).startsWith("basic ");
        String from = Counters.addressOf(request);
        if (isPassword && guesses.isOver(from)) {
            return Future.failedFuture(new HttpException(429, "too many wrong passwords; wait a minute"));
        }
        Credentials credentials;
        try {
            credentials = isPassword ? password(said.substring("basic ".length())) : token(said);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new HttpException(401));
        }
        return access.authenticate(credentials).recover(e -> {
            if (isPassword) guesses.count(from);
            return Future.failedFuture(new HttpException(401));
        });
    }

    private static Credentials password(String encoded) {
        String text = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        if (colon < 0) throw new IllegalArgumentException("no colon");
        return new UsernamePasswordCredentials(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Credentials token(String said) {
        return new TokenCredentials(bearer(said).orElseThrow(() -> new IllegalArgumentException("no bearer")));
    }

    /** The bearer token of a request, if it has one. */
    static Optional<String> bearer(RoutingContext request) {
        return Optional.ofNullable(request.request().getHeader("Authorization")).flatMap(Callers::bearer);
    }

    private static Optional<String> bearer(String said) {
        return said.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? Optional.of(said.substring("bearer ".length()).strip())
                : Optional.empty();
    }

    private static void checkRole(RoutingContext request) {
        Role needed = needed(request.request().method(), request.normalizedPath());
        Role has = Access.roleOf(request.user());
        if (has.may(needed)) {
            request.next();
        } else {
            Answers.error(request, 403, "this is for the role " + needed.word() + "; yours is " + has.word());
        }
    }

    /** What role a request asks for. */
    static Role needed(HttpMethod method, String path) {
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        boolean evaluates = path.matches("/jars/[^/]+/plan"); // runs the jar's program, though not as a job
        if (reads) return evaluates ? Role.OPERATOR : Role.VIEWER;
        if (path.equals("/session")) return Role.VIEWER; // everybody may sign in and out
        boolean code = path.equals("/jars/upload")
                || path.equals("/jobs")
                || path.startsWith("/jars/") && method.equals(HttpMethod.DELETE);
        return code ? Role.ADMIN : Role.OPERATOR;
    }
}
