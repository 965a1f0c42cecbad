// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.client.ClusterClient;
import io.penstock.config.NodeConfig;
import io.penstock.core.message.NodeId;
import io.penstock.verticle.WebVerticle;
import io.penstock.web.RestApi;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A coordinator's REST API. */
final class WebPart {
    private static final long MIB = 1 << 20;

    private final NodeGround ground;
    private final NodeConfig config;
    private final WebVerticle verticle;

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
        RestApi.Settings settings = new RestApi.Settings(
                config.web().host(),
                ground.workDir().resolve("uploads"),
                config.web().uploadMaxMb() * MIB,
                version(),
                member.id().value(),
                configuration(config));
        this.verticle = new WebVerticle(
                new RestApi(services, settings),
                config.web().host(),
                config.web().port());
    }

    Future<Void> start() {
        return ground.vertx().deployVerticle(verticle).mapEmpty();
    }

    Future<Void> stop() {
        String id = verticle.deploymentID();
        return id == null ? Future.succeededFuture() : ground.vertx().undeploy(id);
    }

    URI address() {
        String host = config.web().host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + verticle.port());
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
