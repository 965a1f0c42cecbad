// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.penstock.core.message.JobId;

/** Names one channel: an edge, and an attempt of a subtask at either end of it. */
public record ChannelKey(JobId job, int edge, int producer, int producerAttempt, int consumer, int consumerAttempt) {
    @Override
    public String toString() {
        return "job " + job + " edge " + edge + " [" + producer + "]#" + producerAttempt + " -> [" + consumer + "]#"
                + consumerAttempt;
    }
}
