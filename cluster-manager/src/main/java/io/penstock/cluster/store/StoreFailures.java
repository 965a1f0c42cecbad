// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.partition.NoDataMemberInClusterException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Says in the store's own words what Hazelcast's exceptions mean for the caller. Of a write everything is uncertain
 * unless it is known that it never began.
 */
final class StoreFailures {
    private StoreFailures() {}

    static <T> Future<T> read(String operation, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof HazelcastException || isLifecycle(cause)) {
            return Future.failedFuture(new StoreUnavailableException(operation + ": " + cause.getMessage(), cause));
        }
        return Future.failedFuture(cause);
    }

    static <T> Future<T> write(String operation, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof SplitBrainProtectionException
                || cause instanceof NoDataMemberInClusterException
                || cause instanceof RejectedExecutionException) {
            return Future.failedFuture(new StoreUnavailableException(operation + ": " + cause.getMessage(), cause));
        }
        if (cause instanceof HazelcastException
                || cause instanceof NotDurableException
                || cause instanceof TimeoutException
                || isLifecycle(cause)) {
            return Future.failedFuture(new IndeterminateException(operation, cause));
        }
        return Future.failedFuture(cause);
    }

    /** Hazelcast's "not running" is no HazelcastException, and our own pools end as well. */
    private static boolean isLifecycle(Throwable cause) {
        return cause instanceof HazelcastInstanceNotActiveException
                || cause instanceof MemberLeftException
                || cause instanceof RejectedExecutionException
                || cause instanceof InterruptedException;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
