// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import io.penstock.cluster.async.Subscription;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives workers to a cluster that wants more of them, and takes them back.
 *
 * <p>A started worker is one whose process began, no more: that it joined is seen in the membership. Failures are
 * {@link WorkerProviderException}. Futures complete on the caller's context, exit hints on that of the listener.
 * Thread-safe.
 */
public interface WorkerProvider {
    /** How configuration and messages call this provider, for instance {@code local-process}. */
    String name();

    /** Starts {@code count} workers, or none: if one start fails, those already begun are stopped again. */
    Future<List<ProvidedWorker>> start(int count, WorkerProfile profile);

    /** Stops a worker: asks first, then kills. Completes once it is gone. */
    Future<Void> stop(String workerId);

    /** Those that are running, in the order they were started. */
    Future<List<ProvidedWorker>> list();

    /** Hears of every end of a worker, wanted or not. */
    Subscription onExit(Consumer<WorkerExit> listener);

    /** Stops all workers and refuses to start others. Completes once they are gone. */
    Future<Void> close();
}
