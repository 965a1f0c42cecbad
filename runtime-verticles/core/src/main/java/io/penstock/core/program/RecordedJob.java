// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.Serializer;
import io.penstock.api.source.Source;
import java.util.List;
import java.util.function.Supplier;

/** The builder that user code sees. */
final class RecordedJob implements JobBuilder {
    private final PlanRecorder plan;

    RecordedJob(PlanRecorder plan) {
        this.plan = plan;
    }

    @Override
    public List<String> args() {
        return plan.args;
    }

    @Override
    public <T> T constant(String name, Class<T> type, Supplier<T> supplier) {
        Checks.present(null, "the type of constant '" + name + "'", type);
        Checks.present(null, "the supplier of constant '" + name + "'", supplier);
        return plan.constant(name, type, supplier);
    }

    @Override
    public JobBuilder name(String name) {
        plan.checkOpen();
        plan.name = Checks.name(null, "the job's name", name);
        return this;
    }

    @Override
    public JobBuilder parallelism(int parallelism) {
        plan.checkOpen();
        plan.parallelism = Checks.parallelism(null, "the job's parallelism", parallelism);
        return this;
    }

    @Override
    public JobBuilder maxParallelism(int maxParallelism) {
        plan.checkOpen();
        plan.maxParallelism = Checks.parallelism(null, "the job's max parallelism", maxParallelism);
        return this;
    }

    @Override
    public JobBuilder mode(ExecutionMode mode) {
        plan.checkOpen();
        plan.mode = Checks.present(null, "the execution mode", mode);
        return this;
    }

    @Override
    public JobBuilder option(String key, String value) {
        plan.checkOpen();
        String checked = Checks.name(null, "an option's key", key);
        String text = Checks.present(null, "the value of option '" + key + "'", value);
        JobOptions.problem(checked, text).ifPresent(problem -> {
            throw new ProgramException(problem, null, null, null);
        });
        plan.options.put(checked, text);
        return this;
    }

    @Override
    public <T> JobBuilder serializer(Class<T> type, Serializer<T> serializer) {
        Class<T> checked = Checks.present(null, "the class of a serializer", type);
        plan.serializer(new UserSerializer(checked, Checks.present(null, "the serializer", serializer)));
        return this;
    }

    @Override
    public <T> DataStream<T> source(String name, Source<T> source) {
        Checks.present(name, "the source", source);
        return new RecordedStream<>(plan, plan.add(name, new OperatorSpec.SourceSpec(source), List.of()));
    }
}
