// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Source;
import io.penstock.api.source.SourceOutput;
import io.penstock.api.source.SourceReader;
import io.penstock.api.source.SplitPosition;
import java.util.List;

/**
 * A source that never emits, all to all to a sink, both at the parallelism of the submission: what scheduling costs.
 */
public final class IdleAllToAllJob implements JobProgram {
    @Override
    public void define(JobBuilder job) {
        job.name("idle-all-to-all").maxParallelism(32_768);
        job.source("idle", new IdleSource()).keyBy(x -> x).reduce(Long::sum).sinkTo("discard", Sinks.discard());
    }

    private record IdleSource() implements Source<Long> {
        @Override
        public boolean bounded() {
            return false;
        }

        @Override
        public SourceReader<Long> createReader(io.penstock.api.source.SourceReaderContext context) {
            return new SourceReader<>() {
                @Override
                public Status poll(SourceOutput<Long> out, int recordsMax) {
                    return Status.IDLE;
                }

                @Override
                public List<SplitPosition> snapshot() {
                    return List.of();
                }
            };
        }
    }
}
