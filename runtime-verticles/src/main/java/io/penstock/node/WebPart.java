// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.access.Access;
import io.penstock.access.OidcTokens;
import io.penstock.client.ClusterClient;
import io.penstock.config.AuthConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.TlsConfig;
import io.penstock.core.message.NodeId;
import io.penstock.verticle.WebVerticle;
import io.penstock.web.RestApi;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A coordinator's REST API. */
final class WebPart {
    private static final long MIB = 1 << 20;
    /** How long a token that was taken from the file may still be used. */
    private static final long RELOAD_MS = 5_000;

    private final NodeGround ground;
    private final NodeConfig config;
    private final WebVerticle verticle;
    private final @Nullable Access access;
    private long reloads = -1;

    WebPart(NodeGround ground, NodeConfig config, MemberNode member) {
        this.ground = ground;
        this.config = config;
        ClusterClient client = member.coordinator().client();
        RestApi.Services services = new RestApi.Services(
                client,
                member.coordinator().ends(),
                ground.jars(),
                ground.clock()::nowMs,
                () -> client.cluster().compose(report -> ground.cluster().safe()),
                () -> members(ground));
        access = config.auth().isOn() ? new Access(config.auth().file(), oidc(), System::currentTimeMillis) : null;
        RestApi.Settings settings = new RestApi.Settings(
                new RestApi.Terms(
                        config.web().host(),
                        config.web().names(),
                        isEncrypted(),
                        config.web().requestsPerSecondMax(),
                        Optional.ofNullable(access)),
                ground.workDir().resolve("uploads"),
                config.web().uploadMaxMb() * MIB,
                version(),
                member.id().value(),
                configuration(config));
        this.verticle = new WebVerticle(new RestApi(services, settings), config.web(), options -> {
            if (isEncrypted()) ground.tls().ifPresent(tls -> tls.secure(options));
        });
    }

    Future<Void> start() {
        Access guard = access;
        if (guard != null) {
            reloads = ground.vertx()
                    .setPeriodic(
                            RELOAD_MS,
                            timer -> ground.files().call(() -> {
                                guard.reload();
                                return null;
                            }));
        }
        return ground.vertx().deployVerticle(verticle).mapEmpty();
    }

    Future<Void> stop() {
        ground.vertx().cancelTimer(reloads);
        String id = verticle.deploymentID();
        return (id == null ? Future.<Void>succeededFuture() : ground.vertx().undeploy(id)).onComplete(gone -> {
            if (access != null) access.close();
        });
    }

    /** A token for commands within this process; null where nobody needs one. */
    @Nullable
    String ownToken() {
        return access == null ? null : access.ownToken();
    }

    /** A node that serves nobody but the command that started it needs no certificate for the loopback. */
    private boolean isEncrypted() {
        boolean own =
                config.node().mode() != NodeConfig.Mode.SESSION && config.web().isLoopback();
        return config.tls().covers(TlsConfig.Part.WEB) && !own;
    }

    private Optional<OidcTokens> oidc() {
        AuthConfig auth = config.auth();
        if (auth.oidcIssuer().isEmpty()) return Optional.empty();
        var terms = new OidcTokens.Terms(auth.oidcIssuer(), auth.oidcAudience(), auth.oidcRolesClaim());
        return Optional.of(new OidcTokens(ground.vertx(), terms, System::currentTimeMillis));
    }

    URI address() {
        String host = config.web().host();
        return URI.create((isEncrypted() ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host)
                + ":" + verticle.port());
    }

    private static List<RestApi.Member> members(NodeGround ground) {
        return ground.cluster().membership().members().stream()
                .map(member -> new RestApi.Member(
                        new NodeId(member.incarnation()),
                        member.name(),
                        member.roles().stream()
                                .map(role -> role.name().toLowerCase(Locale.ROOT))
                                .sorted()
                                .toList()))
                .toList();
    }

    private static Map<String, String> configuration(NodeConfig config) {
        Map<String, String> settings = new TreeMap<>();
        config.settings().forEach(setting -> settings.put(setting.key(), setting.value()));
        return settings;
    }

    private static String version() {
        String version = WebPart.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
