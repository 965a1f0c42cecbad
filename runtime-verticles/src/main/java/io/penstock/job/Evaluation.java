// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.graph.GraphMemory;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import io.penstock.core.program.ProgramException;
import io.penstock.job.types.TypeChecks;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluation of a program: the plan with its functions, and the structure that follows from it. Used by one task at
 * most.
 */
record Evaluation(Plan plan, JobGraph graph) {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

    /** The first one, at submission. Runs user code. Throws {@link ProgramRefusedException}. */
    static Evaluation first(JobCode code, JobSpec spec, OptionCheck options) {
        return refusing(() -> {
            TypeChecks types = new TypeChecks();
            Plan plan = withOptions(ProgramEvaluator.evaluate(code.program(), spec.args(), types.listener()), spec);
            Evaluation evaluation = new Evaluation(plan, memory(spec).graph(plan));
            List<String> unknown = types.check(evaluation.plan(), evaluation.graph());
            if (!unknown.isEmpty()) {
                LOG.info(
                        "job {}: the types of what {} send to other tasks are not known; they are checked with the first"
                                + " record, or now if the program says .returns(Class) behind them",
                        spec.jobId(),
                        unknown);
            }
            List<String> problems = options.problems(evaluation.graph().options());
            if (!problems.isEmpty()) throw ProgramRefusedException.because(String.join("; ", problems));
            return evaluation;
        });
    }

    /**
     * A later one with the constants of the first; {@code memory} has the graphs of earlier ones. Runs user code.
     * Throws {@link ProgramRefusedException}.
     */
    static Evaluation again(JobCode code, JobSpec spec, SortedMap<String, String> constants, GraphMemory memory) {
        return refusing(() -> {
            Plan plan = withOptions(ProgramEvaluator.evaluateAgain(code.program(), spec.args(), constants), spec);
            return new Evaluation(plan, memory.graph(plan));
        });
    }

    /** Knows no graph yet. */
    static GraphMemory memory(JobSpec spec) {
        return new GraphMemory(Math.max(1, spec.parallelism()));
    }

    /** The submission's options win over the program's. */
    private static Plan withOptions(Plan plan, JobSpec spec) {
        TreeMap<String, String> options = new TreeMap<>(plan.options());
        options.putAll(spec.options());
        return new Plan(
                plan.name(),
                plan.mode(),
                plan.parallelism(),
                plan.maxParallelism(),
                options,
                plan.constants(),
                plan.nodes(),
                plan.edges(),
                plan.serializers());
    }

    private static Evaluation refusing(Supplier<Evaluation> evaluation) {
        try {
            return evaluation.get();
        } catch (ProgramException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            throw new ProgramRefusedException(
                    Failures.of(TaskFailure.Kind.PROGRAM, String.valueOf(e.getMessage()), thrown, e.operator()));
        }
    }
}
