// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.JobProgram;
import io.penstock.api.function.Aggregates;
import java.nio.file.Path;

/**
 * W5: W3 as a job for a cluster. Arguments: events, the directory for the checksums, {@code generic} or
 * {@code builtin}; behind that may stand {@code /never} or {@code /always} for combining before the exchange.
 */
public final class WindowJob implements JobProgram {
    @Override
    public void define(JobBuilder job) {
        long n = Long.parseLong(job.args().get(0));
        Path directory = Path.of(job.args().get(1));
        String[] kind = job.args().get(2).split("/");
        boolean builtin = kind[0].equals("builtin");
        if (kind.length > 1) job.option(JobOptions.COMBINE, kind[1]);
        Workload.windows(
                        job.name("w5"),
                        n,
                        builtin ? Aggregates.summingLong(Workload.Event::value) : new Workload.GenericSum())
                .sinkTo("checksum", new ChecksumFiles<>(directory, Workload::windowCheck));
    }
}
