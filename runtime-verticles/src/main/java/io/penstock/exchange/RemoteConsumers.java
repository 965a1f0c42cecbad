// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.Wakeable;
import io.penstock.exchange.net.Outlet;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.ServerSubscription;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The consumers on other workers that have asked for one edge's channels, and the producers here that wait for them.
 * Holds one entry per consumer; channels are opened when a producer first sends. Thread-safe.
 */
final class RemoteConsumers {
    private final Map<Integer, ServerSubscription> subscriptions = new TreeMap<>();
    private final Map<Integer, Set<Wakeable>> waiting = new TreeMap<>();

    /**
     * Takes a consumer's subscription in, in place of one of an older attempt, and wakes the producers that wait for
     * it.
     */
    void subscribed(ServerSubscription subscription) {
        int consumer = subscription.request().consumer();
        Set<Wakeable> producers;
        ServerSubscription older;
        synchronized (this) {
            older = subscriptions.get(consumer);
            if (older != null && isNewer(older, subscription)) {
                older = subscription;
            } else {
                subscriptions.put(consumer, subscription);
            }
            producers = waiting.remove(consumer);
        }
        if (older == subscription) refuseAll(subscription);
        if (producers != null) producers.forEach(Wakeable::wake);
    }

    private static boolean isNewer(ServerSubscription known, ServerSubscription asked) {
        return known.request().consumerAttempt() > asked.request().consumerAttempt();
    }

    private static void refuseAll(ServerSubscription subscription) {
        for (int i = 0; i < subscription.request().lanes(); i++) {
            subscription.refuse(i, Refusal.CHANNEL, "a newer attempt of the consumer has subscribed");
        }
    }

    synchronized void over(ServerSubscription subscription) {
        subscriptions.remove(subscription.request().consumer(), subscription);
    }

    /**
     * The channel between these two attempts, or null if the consumer has not asked for it yet; then the producer is
     * woken when it does.
     */
    synchronized @Nullable Outlet outlet(
            int producer, int attempt, int consumer, int consumerAttempt, Wakeable wakeable) {
        ServerSubscription subscription = subscriptions.get(consumer);
        if (subscription != null && subscription.request().consumerAttempt() == consumerAttempt) {
            int lane = subscription.laneOf(producer, attempt);
            if (lane >= 0) return subscription.open(lane, wakeable::wake);
        }
        waiting.computeIfAbsent(consumer, id -> ConcurrentHashMap.newKeySet()).add(wakeable);
        return null;
    }

    /** A producer has ended: it waits no more. */
    synchronized void forget(Wakeable wakeable) {
        waiting.values().forEach(producers -> producers.remove(wakeable));
    }
}
