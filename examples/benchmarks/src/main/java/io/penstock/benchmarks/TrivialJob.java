// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;

/** 100 numbers, a map, a sink that drops them: what a submission costs. */
public final class TrivialJob implements JobProgram {
    @Override
    public void define(JobBuilder job) {
        job.name("trivial").parallelism(1);
        job.source("numbers", Sources.numbers(0, 100)).map(x -> x + 1).sinkTo("discard", Sinks.discard());
    }
}
