// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is produced on a foreign thread and delivered on the Vert.x context of whoever created it. The first
 * outcome counts, later ones are ignored. Thread-safe.
 */
public final class Reply<T> {
    private final CallerContext caller = CallerContext.current();
    private final Promise<T> promise = Promise.promise();

    public Future<T> future() {
        return promise.future();
    }

    public void complete(@Nullable T value) {
        caller.run(() -> promise.tryComplete(value));
    }

    public void fail(Throwable cause) {
        caller.run(() -> promise.tryFail(cause));
    }
}
