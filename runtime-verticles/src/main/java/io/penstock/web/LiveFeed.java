// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps pages up to date: each topic is looked at while anybody listens to it, when something hints at a change and
 * otherwise now and then, once for all of them, and a listener gets the parts of it that changed since what it got
 * last. One that reads slowly gets fewer, never older ones. Runs on one context.
 */
final class LiveFeed {
    /** The part that tells why a topic cannot be looked at at the moment; empty when it can. */
    static final String TROUBLE = "trouble";

    /** A topic that changes all the time is looked at no more often than that. */
    private static final long PAUSE_MS = 50;

    private final Vertx vertx;
    private final Context context;
    private final Map<String, Watched> topics = new LinkedHashMap<>();

    /** When to look again at what cannot be looked at. */
    private static final long TROUBLE_MS = 1_000;

    /**
     * How a topic is.
     *
     * @param parts by name
     * @param againMs when to look again, if nothing hints at a change before
     */
    record Look(Map<String, JsonObject> parts, long againMs) {}

    /** What can be listened to. */
    record Topic(String name, Supplier<Future<Look>> look) {}

    /**
     * A part of a topic at some moment.
     *
     * @param name {@code topic#part}
     * @param event as a server-sent event, put together once for all who listen
     */
    record Told(String name, String json, Buffer event) {
        static Told of(String topic, String part, String json) {
            String name = topic + "#" + part;
            return new Told(name, json, Buffer.buffer("event: " + name + "\ndata: " + json + "\n\n"));
        }
    }

    /** Who listens; called on the feed's context. */
    interface Listener {
        /** Whether it takes more at the moment; one that does not calls {@link Subscription#catchUp} later. */
        boolean ready();

        /** A part of a topic, as it is now; the same object for all listeners. */
        void take(Told told);
    }

    /** Someone's topics, and what they have got of them. */
    final class Subscription {
        private final Listener listener;
        private final List<Topic> wanted;
        private final Map<String, Told> taken = new LinkedHashMap<>();

        private Subscription(Listener listener, List<Topic> wanted) {
            this.listener = listener;
            this.wanted = wanted;
        }

        /** Sends what changed meanwhile. On the feed's context. */
        void catchUp() {
            for (Topic topic : wanted) {
                Watched watched = topics.get(topic.name());
                if (watched != null) catchUp(watched);
            }
        }

        @SuppressWarnings("ReferenceEquality") // each change makes a new one
        private void catchUp(Watched watched) {
            for (Told told : watched.parts.values()) {
                if (!listener.ready()) return;
                if (taken.put(told.name(), told) != told) listener.take(told);
            }
        }

        /** Listens no more. From any thread. */
        void end() {
            context.runOnContext(ignored -> {
                for (Topic topic : wanted) {
                    Watched watched = topics.get(topic.name());
                    if (watched != null) watched.listeners.remove(this);
                }
            });
        }
    }

    private static final class Watched {
        final Topic topic;
        final Set<Subscription> listeners = new LinkedHashSet<>();
        /** By part; one that did not change stays the same object. */
        final Map<String, Told> parts = new LinkedHashMap<>();

        long timer = -1;
        boolean looking;
        boolean hinted;

        Watched(Topic topic) {
            this.topic = topic;
        }
    }

    LiveFeed(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    /** Begins to tell; the listener first gets everything. From any thread. */
    Subscription listen(Listener listener, List<Topic> wanted) {
        Subscription subscription = new Subscription(listener, wanted);
        context.runOnContext(ignored -> {
            for (Topic topic : wanted) {
                Watched known = topics.get(topic.name());
                Watched watched = known == null ? new Watched(topic) : known;
                watched.listeners.add(subscription);
                if (known != null) continue;
                topics.put(topic.name(), watched);
                look(watched);
            }
            subscription.catchUp();
        });
        return subscription;
    }

    private void look(Watched watched) {
        if (watched.listeners.isEmpty()) {
            topics.remove(watched.topic.name());
            return;
        }
        watched.looking = true;
        watched.hinted = false;
        watched.topic
                .look()
                .get()
                .map(look -> {
                    look.parts().put(TROUBLE, new JsonObject());
                    return look;
                })
                .otherwise(e ->
                        new Look(Map.of(TROUBLE, new JsonObject().put("message", Answers.words(e))), TROUBLE_MS))
                .onComplete(answer -> context.runOnContext(ignored -> took(watched, answer.result())));
    }

    private void took(Watched watched, Look look) {
        look.parts().forEach((part, content) -> {
            String json = content.encode();
            Told before = watched.parts.get(part);
            if (before == null || !before.json().equals(json)) {
                watched.parts.put(part, Told.of(watched.topic.name(), part, json));
            }
        });
        for (Subscription listener : List.copyOf(watched.listeners)) {
            listener.catchUp(watched);
        }
        watched.looking = false;
        watched.timer = vertx.setTimer(watched.hinted ? PAUSE_MS : look.againMs(), timer -> look(watched));
    }

    /** Looks at once at the topics with such a name, since something there has changed. From any thread. */
    void hint(Predicate<String> name) {
        context.runOnContext(ignored -> {
            for (Watched watched : List.copyOf(topics.values())) {
                if (!name.test(watched.topic.name())) continue;
                watched.hinted = true;
                if (!watched.looking && vertx.cancelTimer(watched.timer)) look(watched);
            }
        });
    }
}
