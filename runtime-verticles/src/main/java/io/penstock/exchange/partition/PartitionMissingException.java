// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;

/** A partition that a reader needs is not (or no longer) there: its producer must run again. */
public final class PartitionMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PartitionId partition;

    /** Which partition, and what is wrong with it. */
    public PartitionMissingException(JobId job, PartitionId partition, String reason) {
        super("partition of job " + job + " edge " + partition.edge() + " [" + partition.subtask() + "]#"
                + partition.attempt() + " is missing: " + reason);
        this.partition = partition;
    }

    /** Which. */
    public PartitionId partition() {
        return partition;
    }
}
