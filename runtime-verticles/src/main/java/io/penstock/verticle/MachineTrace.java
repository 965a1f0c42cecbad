// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import java.util.List;

/** Hears every step of every machine of a node, for replay. Called on the machine's context; must not block. */
@FunctionalInterface
public interface MachineTrace {
    /** Records nothing. */
    MachineTrace NONE = (machine, event, nowMs, actions) -> {};

    /** One step. */
    void step(Endpoint machine, Event event, long nowMs, List<Action> actions);
}
