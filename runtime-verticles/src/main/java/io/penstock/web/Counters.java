// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts what each address does within a window of time. Remembers the latest addresses only. Lives on one context. */
final class Counters {
    private static final int ADDRESSES_MAX = 10_000;

    private final int max;
    private final long windowMs;
    private final LongSupplier nowMs;
    private final Map<String, Window> windows = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    private static final class Window {
        private long sinceMs;
        private int count;
    }

    Counters(int max, long windowMs, LongSupplier nowMs) {
        this.max = max;
        this.windowMs = windowMs;
        this.nowMs = nowMs;
    }

    static String addressOf(RoutingContext request) {
        SocketAddress remote = request.request().remoteAddress();
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    /** Counts one more; whether that is too many. */
    boolean count(String address) {
        Window window = current(address);
        window.count++;
        return window.count > max;
    }

    /** Whether there have been too many. */
    boolean isOver(String address) {
        return current(address).count >= max;
    }

    private Window current(String address) {
        Window window = windows.computeIfAbsent(address, unknown -> new Window());
        long now = nowMs.getAsLong();
        if (now - window.sinceMs >= windowMs) {
            window.sinceMs = now;
            window.count = 0;
        }
        return window;
    }
}
