// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.core.cluster.DispatcherConfig;
import io.penstock.core.cluster.DispatcherMachine;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Role;
import java.util.function.Consumer;

/** The Dispatcher of one reign. */
public final class DispatcherVerticle extends MachineVerticle {
    private final Consumer<String> ended;

    /** {@code ended} hears that it stepped down or broke, with the reason. */
    public DispatcherVerticle(
            NodeServices services,
            LeaderWatch leaders,
            DispatcherConfig config,
            FencingToken token,
            Consumer<String> ended) {
        super(
                services,
                services.endpoint(Role.DISPATCHER),
                new DispatcherMachine(config, token, services.node()),
                leaders);
        this.ended = ended;
    }

    @Override
    public void retired(String reason) {
        ended.accept("the Dispatcher stepped down: " + reason);
    }

    @Override
    public void broken(Throwable cause) {
        ended.accept("the Dispatcher broke: " + cause);
    }
}
