// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

/** Serves subscriptions: finds the producers, or waits for them. Called on event loops; must not block. */
public interface SubscriptionHandler {
    /** A consumer wants its channels. */
    void subscribed(ServerSubscription subscription);

    /** A subscription is over: the consumer has gone or the connection is lost. */
    void over(ServerSubscription subscription);
}
