// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Programs that this worker evaluates or has lately evaluated. A question that comes twice is worked on once and
 * answered twice.
 */
final class Evaluations {
    private static final int REMEMBERED_MAX = 64;

    private record Evaluation(Endpoint asker, @Nullable Message answer) {}

    private final Remembered<JobId, Evaluation> evaluations = new Remembered<>(REMEMBERED_MAX);
    private final ActionList out;

    Evaluations(ActionList out) {
        this.out = out;
    }

    void evaluate(Endpoint asker, JobSpec spec) {
        Evaluation known = evaluations.get(spec.jobId());
        if (known != null && known.answer != null) {
            out.send(asker, known.answer);
            return;
        }
        evaluations.put(spec.jobId(), new Evaluation(asker, null));
        if (known == null) out.add(new Action.Evaluate(spec));
    }

    void succeeded(Event.Evaluated event) {
        Evaluation known = evaluations.get(event.job());
        if (known == null) return;
        var answer = new Message.ProgramEvaluated(event.job(), event.graph(), event.constants());
        evaluations.put(event.job(), new Evaluation(known.asker, answer));
        out.send(known.asker, answer);
    }

    /** A refusal is forgotten at once: what failed for want of memory here may succeed when asked again. */
    void failed(Event.EvaluationFailed event) {
        Evaluation known = evaluations.get(event.job());
        if (known == null) return;
        evaluations.remove(event.job());
        out.send(known.asker, new Message.ProgramRefused(event.job(), event.failure()));
    }
}
