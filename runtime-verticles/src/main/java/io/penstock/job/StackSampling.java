// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.StackKind;
import io.penstock.worker.TaskHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks at running tasks a hundred times in a second, then is done. A look at a task that is in no step costs next to
 * nothing, one at a task that is costs it some microseconds; no more tasks can be in steps than there are threads.
 */
final class StackSampling {
    private static final long EVERY_MS = 10;
    private static final int ROUNDS = 100;
    private static final int STACKS_PER_ROUND_MAX = 64;

    private final StackKind kind;
    private final Supplier<List<RunningTask>> tasks;
    private final StackTree tree = new StackTree();
    private final Promise<StackTree> done = Promise.promise();
    private int rounds;

    StackSampling(StackKind kind, Supplier<List<RunningTask>> tasks) {
        this.kind = kind;
        this.tasks = tasks;
    }

    /** On the calling context. */
    Future<StackTree> run(Vertx vertx) {
        vertx.setPeriodic(EVERY_MS, timer -> {
            round();
            if (++rounds < ROUNDS) return;
            vertx.cancelTimer(timer);
            done.complete(tree);
        });
        return done.future();
    }

    private void round() {
        int stacks = 0;
        for (RunningTask task : tasks.get()) {
            tree.looked();
            if (stacks >= STACKS_PER_ROUND_MAX) continue;
            TaskHandle.Look look = task.look();
            if (look == null) continue;
            stacks++;
            if (kind == StackKind.FULL || look.waits() == (kind == StackKind.OFF_CPU)) tree.add(look.stack());
        }
    }
}
