// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.NoSuchKeyIdException;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bearer tokens of an OpenID Connect issuer: signed by a key it publishes, for our audience, not expired, with a role
 * in a claim. Its keys are fetched when first needed, and again when a token names one that is not known. Thread-safe.
 */
public final class OidcTokens {
    private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);
    private static final int LEEWAY_SECONDS = 30;
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final long ANSWER_MS_MAX = 5_000;
    /** Whoever makes up key ids must not make us ask the issuer each time. */
    private static final long FETCH_PAUSE_MS = 30_000;
    /** Keys of other kinds are shared secrets; nobody publishes those. */
    private static final Set<String> PUBLIC_KEYS = Set.of("RSA", "EC", "OKP");

    private final Vertx vertx;
    private final Terms terms;
    private final LongSupplier nowMs;
    private final HttpClient http;
    private final AtomicLong nextFetchMs = new AtomicLong();
    private volatile @Nullable JWTAuth keys;

    /**
     * What is taken.
     *
     * @param rolesClaim dots lead into nested objects
     */
    public record Terms(String issuer, String audience, String rolesClaim) {}

    /** {@code nowMs}: time since the epoch. */
    public OidcTokens(Vertx vertx, Terms terms, LongSupplier nowMs) {
        this.vertx = vertx;
        this.terms = terms;
        this.nowMs = nowMs;
        this.http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) ANSWER_MS_MAX));
    }

    /** Who sent the token; fails if it is not taken. */
    Future<User> authenticate(TokenCredentials token) {
        JWTAuth known = keys;
        if (known == null) return fetch().compose(fetched -> check(fetched, token));
        return check(known, token)
                .recover(e -> e instanceof NoSuchKeyIdException
                        ? fetch().compose(fetched -> check(fetched, token))
                        : Future.failedFuture(e));
    }

    private Future<User> check(JWTAuth with, TokenCredentials token) {
        return with.authenticate(token).compose(user -> {
            JsonObject claims = user.attributes().getJsonObject("accessToken", user.principal());
            String name = claims.getString("preferred_username", claims.getString("sub", ""));
            Optional<Role> role = roles(claims);
            if (!(claims.getValue("exp") instanceof Number end) || name.isBlank() || role.isEmpty()) {
                return Future.failedFuture("the token has no end, no name, or no role");
            }
            long untilMs = TimeUnit.SECONDS.toMillis(end.longValue());
            return Future.succeededFuture(Access.user("oidc:" + printable(name), role.get(), untilMs));
        });
    }

    private Optional<Role> roles(JsonObject claims) {
        Object found = claims;
        for (String step : terms.rolesClaim.split("\\.")) {
            found = found instanceof JsonObject object ? object.getValue(step) : null;
        }
        Stream<?> words =
                found instanceof JsonArray list ? list.stream() : found == null ? Stream.empty() : Stream.of(found);
        return words.flatMap(word -> Role.of(String.valueOf(word)).stream()).max(Comparator.naturalOrder());
    }

    private Future<JWTAuth> fetch() {
        long now = nowMs.getAsLong();
        long notBefore = nextFetchMs.get();
        if (now < notBefore || !nextFetchMs.compareAndSet(notBefore, now + FETCH_PAUSE_MS)) {
            return Future.failedFuture("no key of the issuer fits");
        }
        return get(terms.issuer.replaceAll("/$", "") + "/.well-known/openid-configuration")
                .compose(about -> terms.issuer.equals(about.getString("issuer"))
                        ? get(about.getString("jwks_uri", ""))
                        : Future.failedFuture("it calls itself " + about.getString("issuer")))
                .map(this::remember)
                .onFailure(e -> LOG.warn("the keys of {} cannot be had: {}", terms.issuer, e.getMessage()));
    }

    private JWTAuth remember(JsonObject published) {
        List<JsonObject> usable = published.getJsonArray("keys", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(key -> PUBLIC_KEYS.contains(key.getString("kty")))
                .toList();
        if (usable.isEmpty()) throw new IllegalStateException("it publishes no keys"); // without keys all would pass
        JWTAuth made = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .setJwks(usable)
                        .setJWTOptions(new JWTOptions()
                                .setIssuer(terms.issuer)
                                .setAudience(List.of(terms.audience))
                                .setLeeway(LEEWAY_SECONDS)));
        keys = made;
        return made;
    }

    private Future<JsonObject> get(String address) {
        return http.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(address)
                        .setTimeout(ANSWER_MS_MAX)
                        .setIdleTimeout(ANSWER_MS_MAX))
                .compose(request -> request.send().compose(OidcTokens::body))
                .map(Buffer::toJsonObject)
                .timeout(ANSWER_MS_MAX, TimeUnit.MILLISECONDS);
    }

    private static Future<Buffer> body(HttpClientResponse answer) {
        if (answer.statusCode() != 200) return Future.failedFuture("status " + answer.statusCode());
        Buffer all = Buffer.buffer();
        answer.handler(part -> {
            all.appendBuffer(part);
            if (all.length() > ANSWER_BYTES_MAX) answer.request().reset();
        });
        return answer.end().map(all);
    }

    private static String printable(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._@+-]", "_");
        return plain.length() <= 64 ? plain : plain.substring(0, 64);
    }
}
