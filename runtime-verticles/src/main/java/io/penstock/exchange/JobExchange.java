// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.message.AttemptId;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.ServerSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The edges of one job on this worker. A job that is rescaled gets new ones, with the first attempts that are of the
 * new parallelism; those before end with theirs. A consumer elsewhere may ask before the first task of the new
 * parallelism has come here; it waits. Thread-safe.
 */
final class JobExchange {
    private static final int KEPT_MAX = 2;

    private final Surroundings around;
    /** By the first attempt that is of it. */
    private final TreeMap<Integer, GraphExchange> byAttempt = new TreeMap<>();

    private final List<ServerSubscription> early = new ArrayList<>();

    JobExchange(Surroundings around) {
        this.around = around;
    }

    /** By which the two ends of a channel see that they mean the same. */
    static String shape(JobGraph graph) {
        return graph.fingerprint() + JobGraphs.parallelism(graph);
    }

    TaskIo connect(TaskWiring wiring) {
        List<ServerSubscription> waited = new ArrayList<>();
        GraphExchange exchange = exchangeOf(wiring, waited);
        waited.forEach(exchange::subscribed);
        return exchange.connect(wiring);
    }

    private synchronized GraphExchange exchangeOf(TaskWiring wiring, List<ServerSubscription> waited) {
        int attempt = wiring.attempt().attempt();
        String shape = shape(wiring.graph());
        GraphExchange known = at(attempt, shape);
        if (known != null) return known;
        GraphExchange made = new GraphExchange(wiring.graph(), around);
        byAttempt.put(attempt, made);
        if (byAttempt.size() > KEPT_MAX) byAttempt.pollFirstEntry().getValue().close();
        early.removeIf(each -> each.request().fingerprint().equals(shape) && waited.add(each));
        return made;
    }

    private synchronized @Nullable GraphExchange at(int attempt, String shape) {
        GraphExchange known = at(attempt);
        return known == null || !shape(known.graph()).equals(shape) ? null : known;
    }

    private synchronized @Nullable GraphExchange at(int attempt) {
        Map.Entry<Integer, GraphExchange> known = byAttempt.floorEntry(attempt);
        return known == null ? null : known.getValue();
    }

    void release(AttemptId attempt, boolean finished) {
        GraphExchange exchange = at(attempt.attempt());
        if (exchange != null) exchange.release(attempt, finished);
    }

    synchronized void close() {
        byAttempt.values().forEach(GraphExchange::close);
    }

    /** A consumer on another worker wants its channels of a pipelined edge. */
    void subscribed(ServerSubscription subscription) {
        GraphExchange exchange;
        boolean stranger;
        synchronized (this) {
            exchange = of(subscription);
            stranger = exchange == null && isOfAnotherProgram(subscription);
            if (exchange == null && !stranger) early.add(subscription);
        }
        if (exchange != null) exchange.subscribed(subscription);
        if (stranger) refuse(subscription, "the job has another structure here");
    }

    private boolean isOfAnotherProgram(ServerSubscription subscription) {
        if (byAttempt.isEmpty()) return false;
        String here = byAttempt.lastEntry().getValue().graph().fingerprint();
        return !subscription.request().fingerprint().startsWith(here + "[");
    }

    private synchronized @Nullable GraphExchange of(ServerSubscription subscription) {
        return at(
                subscription.request().consumerAttempt(), subscription.request().fingerprint());
    }

    void expire(ServerSubscription subscription, long waitedMs) {
        boolean waits;
        synchronized (this) {
            waits = early.remove(subscription);
        }
        GraphExchange exchange = of(subscription);
        if (waits) {
            String why = "no task of the job's present parallelism was deployed here within ";
            refuse(subscription, why + waitedMs + " ms");
        }
        if (exchange != null) exchange.expire(subscription, waitedMs);
    }

    private static void refuse(ServerSubscription subscription, String why) {
        for (int i = 0; i < subscription.request().lanes(); i++) {
            subscription.refuse(i, Refusal.CHANNEL, why);
        }
    }

    void over(ServerSubscription subscription) {
        synchronized (this) {
            early.remove(subscription);
        }
        GraphExchange exchange = of(subscription);
        if (exchange != null) exchange.over(subscription);
    }
}
