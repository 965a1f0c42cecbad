// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which worker evaluates which program; coordinators never run user code. */
final class ProgramEvaluation {
    private final DispatcherConfig config;
    private final FencingToken token;
    private final ActionList out;
    /** How many evaluations each worker was asked for in this reign: the least asked is next. */
    private final Map<NodeId, Integer> asked = new TreeMap<>();

    ProgramEvaluation(DispatcherConfig config, FencingToken token, ActionList out) {
        this.config = config;
        this.token = token;
        this.out = out;
    }

    void workerJoined(NodeId worker) {
        asked.putIfAbsent(worker, asked.values().stream().min(Integer::compare).orElse(0));
    }

    void workerLeft(NodeId worker) {
        asked.remove(worker);
    }

    /**
     * Asks a worker, or repeats the question, or turns to another worker. Gives false once that was tried often enough.
     */
    boolean ask(DispatchedJob job, long nowMs) {
        NodeId evaluator = job.evaluator;
        if (evaluator != null && !asked.containsKey(evaluator)) evaluator = null;
        if (evaluator != null && nowMs - job.evaluationAskedMs >= config.evaluateTimeoutMs()) evaluator = null;
        if (evaluator == null) {
            if (job.evaluationTries >= config.evaluateTriesMax()) return false;
            evaluator = choose(job.evaluator);
            if (evaluator == null) {
                job.reason = "waits for a worker to evaluate the program";
                return true;
            }
            job.evaluationTries++;
            job.evaluationAskedMs = nowMs;
            job.evaluator = evaluator;
            job.reason = "its program is evaluated on worker " + evaluator;
        }
        out.send(Endpoint.of(evaluator, Role.TASK_EXECUTOR), new Message.EvaluateProgram(token, job.record.spec()));
        return true;
    }

    private @Nullable NodeId choose(@Nullable NodeId notThis) {
        NodeId best = null;
        for (NodeId worker : asked.keySet()) {
            if (worker.equals(notThis) && asked.size() > 1) continue;
            if (best == null || asked.getOrDefault(worker, 0) < asked.getOrDefault(best, 0)) best = worker;
        }
        if (best != null) asked.merge(best, 1, Integer::sum);
        return best;
    }
}
