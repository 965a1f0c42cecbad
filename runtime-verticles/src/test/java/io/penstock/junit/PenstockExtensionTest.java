// SPDX-License-Identifier: Apache-2.0
package io.penstock.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.JobFailedException;
import io.penstock.api.RunningJob;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PenstockExtensionTest {
    @RegisterExtension
    static final PenstockExtension PENSTOCK = PenstockExtension.cluster();

    @Test
    void jobsFollowEachOtherOnOneCluster() {
        for (int i = 0; i < 3; i++) {
            CollectSink<String> words = Sinks.collect();
            PENSTOCK.run(
                    job -> {
                        job.parallelism(2);
                        job.source("words", Sources.collection(List.of("to", "be", "or", "not")))
                                .map(word -> job.args().get(0) + word)
                                .rebalance()
                                .sinkTo("seen", words);
                    },
                    "<" + i);
            assertThat(words.values()).hasSize(4).allMatch(word -> word.startsWith("<"));
        }
    }

    @Test
    void aJobThatIsClosedEndsAndTheClusterGoesOn() {
        try (RunningJob endless = PENSTOCK.start(
                job -> job.source("ticks", Sources.generator(n -> n, 10)).sinkTo("out", Sinks.discard()))) {
            assertThat(endless.jobId()).hasSize(32);
        }
        assertThatThrownBy(() -> PENSTOCK.run(job -> {
                    throw new IllegalStateException("not today");
                }))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("not today");
    }
}
