// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.core.message.FencingToken;
import io.penstock.effect.ElectionEffects;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs on a node while it leads: a Dispatcher and a ResourceManager per reign. Used on the election's context. */
public final class LeaderReign implements ElectionEffects.Reign {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderReign.class);

    private final Vertx vertx;
    private final Function<FencingToken, List<? extends Deployable>> parts;
    private final Function<BooleanSupplier, Future<Void>> recovery;
    private final List<Future<String>> deployed = new ArrayList<>();
    /** The token of the reign that goes on; written on the election's context. */
    private volatile @Nullable FencingToken reign;

    /**
     * {@code recovery} completes when the store holds all that is to be decided from, and gives up once it is not
     * wanted any more; {@code parts} makes the verticles of a reign.
     */
    public LeaderReign(
            Vertx vertx,
            Function<BooleanSupplier, Future<Void>> recovery,
            Function<FencingToken, List<? extends Deployable>> parts) {
        this.vertx = vertx;
        this.recovery = recovery;
        this.parts = parts;
    }

    @Override
    public void begin(FencingToken token) {
        LOG.info("this node leads the cluster from now on, with token {}", token);
        reign = token;
        recovery.apply(() -> token.equals(reign)).onSuccess(recovered -> {
            if (token.equals(reign)) deploy(token);
        });
    }

    private void deploy(FencingToken token) {
        for (Deployable part : parts.apply(token)) {
            deployed.add(vertx.deployVerticle(part)
                    .onFailure(e -> LOG.error("a part of the leader could not be started", e)));
        }
    }

    @Override
    public void end(FencingToken token, String reason) {
        LOG.info("this node leads no longer (token {}): {}", token, reason);
        close();
    }

    /** Ends the reign, if there is one. Completes when its parts are gone. */
    public Future<?> close() {
        reign = null;
        List<Future<?>> gone = new ArrayList<>();
        for (Future<String> part : deployed)
            gone.add(part.compose(vertx::undeploy).otherwiseEmpty());
        deployed.clear();
        return Future.join(gone);
    }
}
