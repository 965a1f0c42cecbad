// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an issuer of our own, over HTTP. */
class OidcTokensTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final JsonArray published = new JsonArray();
    private String issuer;
    private OidcTokens tokens;
    private JsonObject key;

    @BeforeEach
    void start() throws Exception {
        key = key("k1");
        published.add(publicPart(key));
        int port = await(vertx.createHttpServer()
                        .requestHandler(request -> {
                            asked.incrementAndGet();
                            request.response()
                                    .end(
                                            request.path().equals("/keys")
                                                    ? new JsonObject()
                                                            .put("keys", published)
                                                            .encode()
                                                    : new JsonObject()
                                                            .put("issuer", issuer)
                                                            .put("jwks_uri", issuer + "/keys")
                                                            .encode());
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        issuer = "http://127.0.0.1:" + port;
        tokens = new OidcTokens(vertx, new OidcTokens.Terms(issuer, "penstock", "realm.roles"), now::get);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void aSignedTokenForUsWithARoleIsTaken() {
        User user = await(ask(sign(key, claims("operator", "viewer", "cook"), options())));
        assertThat(Access.nameOf(user)).isEqualTo("oidc:alice");
        assertThat(Access.roleOf(user)).isEqualTo(Role.OPERATOR);
        assertThat(asked).hasValue(2);
        await(ask(sign(key, claims("admin"), options())));
        assertThat(asked).as("its keys are remembered").hasValue(2);
    }

    @Test
    void anyOtherTokenIsNot() throws Exception {
        await(ask(sign(key, claims("viewer"), options())));
        refused(sign(key, claims("cook"), options()));
        refused(sign(key, claims("viewer"), options().setAudience(List.of("others"))));
        refused(sign(key, claims("viewer"), options().setIssuer("http://127.0.0.1:1")));
        refused(sign(key, claims("viewer"), options().setExpiresInSeconds(-60)));
        refused(sign(
                key,
                claims("viewer"),
                new JWTOptions()
                        .setAlgorithm("RS256")
                        .setIssuer(issuer)
                        .setAudience(List.of("penstock")))); // never ends
        refused(sign(key("k1"), claims("viewer"), options()));
        refused(sign(key("k2"), claims("viewer"), options()));
        String unsigned = part(new JsonObject().put("alg", "none").put("typ", "JWT"))
                + "."
                + part(claims("admin").put("iss", issuer).put("aud", "penstock").put("exp", 9_999_999_999L))
                + ".";
        refused(unsigned);
        refused("no.token.atall");
        refused("");
    }

    @Test
    void aNewKeyIsFetchedAndMadeUpOnesDoNotMakeUsAskAllTheTime() throws Exception {
        await(ask(sign(key, claims("viewer"), options())));
        JsonObject next = key("k2");
        published.add(publicPart(next));
        refused(sign(next, claims("viewer"), options()));
        now.addAndGet(31_000);
        await(ask(sign(next, claims("viewer"), options())));
        assertThat(asked).hasValue(4);
        for (int i = 0; i < 20; i++) refused(sign(key("made-up-" + i), claims("viewer"), options()));
        assertThat(asked).hasValue(4);
    }

    private Future<User> ask(String token) {
        return tokens.authenticate(new TokenCredentials(token));
    }

    private void refused(String token) {
        assertThatThrownBy(() -> await(ask(token))).isNotNull();
    }

    private String sign(JsonObject with, JsonObject claims, JWTOptions options) {
        return JWTAuth.create(vertx, new JWTAuthOptions().addJwk(with))
                .generateToken(claims, options.setHeader(new JsonObject().put("kid", with.getString("kid"))));
    }

    private JWTOptions options() {
        return new JWTOptions()
                .setAlgorithm("RS256")
                .setIssuer(issuer)
                .setAudience(List.of("penstock"))
                .setExpiresInSeconds(60);
    }

    private static JsonObject claims(String... roles) {
        return new JsonObject()
                .put("sub", "42")
                .put("preferred_username", "alice")
                .put("realm", new JsonObject().put("roles", new JsonArray(List.of(roles))));
    }

    private static JsonObject key(String id) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        RSAPrivateCrtKey secret = (RSAPrivateCrtKey) pair.getPrivate();
        return new JsonObject()
                .put("kty", "RSA")
                .put("alg", "RS256")
                .put("use", "sig")
                .put("kid", id)
                .put("n", number(secret.getModulus()))
                .put("e", number(secret.getPublicExponent()))
                .put("d", number(secret.getPrivateExponent()))
                .put("p", number(secret.getPrimeP()))
                .put("q", number(secret.getPrimeQ()))
                .put("dp", number(secret.getPrimeExponentP()))
                .put("dq", number(secret.getPrimeExponentQ()))
                .put("qi", number(secret.getCrtCoefficient()));
    }

    private static JsonObject publicPart(JsonObject key) {
        JsonObject part = new JsonObject();
        for (String name : List.of("kty", "alg", "use", "kid", "n", "e")) part.put(name, key.getString(name));
        return part;
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int zero = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, zero, bytes.length));
    }

    private static String part(JsonObject json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
