// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.core.cluster.ResourceConfig;
import io.penstock.core.cluster.ResourceMachine;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Role;
import io.penstock.core.slot.SlotMatching;
import java.util.function.Consumer;

/** The ResourceManager of one reign. */
public final class ResourceManagerVerticle extends MachineVerticle {
    private final Consumer<String> ended;

    /** {@code ended} hears that it stepped down or broke, with the reason. */
    public ResourceManagerVerticle(
            NodeServices services,
            ResourceConfig config,
            FencingToken token,
            SlotMatching matching,
            Consumer<String> ended) {
        super(
                services,
                services.endpoint(Role.RESOURCE_MANAGER),
                new ResourceMachine(config, token, services.node(), matching),
                null);
        this.ended = ended;
    }

    @Override
    public void retired(String reason) {
        ended.accept("the ResourceManager stepped down: " + reason);
    }

    @Override
    public void broken(Throwable cause) {
        ended.accept("the ResourceManager broke: " + cause);
    }
}
