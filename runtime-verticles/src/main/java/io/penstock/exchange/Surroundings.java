// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.NodeId;
import io.penstock.exchange.net.DataClient;
import io.penstock.exchange.partition.PartitionStore;
import io.penstock.exchange.wire.FrameCodec;
import io.penstock.exchange.wire.RecordCodecs;
import org.jspecify.annotations.Nullable;

/** What the ends of a job's edges need of their worker. */
record Surroundings(
        NodeId self,
        RecordCodecs codecs,
        @Nullable DataClient network,
        @Nullable PartitionStore files) {

    /** A codec for one end of one edge. */
    FrameCodec newCodec() {
        return new FrameCodec(codecs.newCodec());
    }

    DataClient client() {
        if (network == null) throw new IllegalStateException("this worker takes no remote channels (local mode)");
        return network;
    }

    PartitionStore partitions() {
        if (files == null) throw new IllegalStateException("this worker has no directory for partitions");
        return files;
    }
}
