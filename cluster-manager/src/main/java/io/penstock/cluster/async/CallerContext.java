// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.async;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x context somebody called from, to bring answers and hints back to it. Without one, tasks run where they are
 * handed in. Thread-safe.
 */
public final class CallerContext {
    private final @Nullable Context context;

    private CallerContext(@Nullable Context context) {
        this.context = context;
    }

    /** The context of the current thread, or none. */
    public static CallerContext current() {
        return new CallerContext(Vertx.currentContext());
    }

    /**
     * Runs the task on the context. Once that Vert.x is closed its loops refuse tasks; then it runs here, so that no
     * answer is lost.
     */
    public void run(Runnable task) {
        Context target = context;
        if (target == null) {
            task.run();
            return;
        }
        try {
            target.runOnContext(ignored -> task.run());
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
