// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.penstock.core.message.Action;
import io.penstock.core.message.Event;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** What only the machine of one role asks for, such as starting tasks. Called on the machine's context. */
@FunctionalInterface
public interface OwnEffects {
    /** A role that asks for nothing of its own. */
    OwnEffects NONE = (action, events) -> {
        throw new IllegalArgumentException("nobody here performs " + action);
    };

    /**
     * Begins to perform an action and never blocks. Answers go to {@code events}, from any thread, never from within
     * this call. The rest of the action's list waits for the future if it is {@link Action.PersistVote}, else for
     * nothing.
     */
    Future<?> perform(Action action, Consumer<Event> events);
}
