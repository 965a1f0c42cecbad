// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import org.jspecify.annotations.Nullable;

/**
 * An address.
 *
 * @param job only for {@link Role#JOB_MASTER}
 */
public record Endpoint(NodeId node, Role role, @Nullable JobId job) {
    /** A component without a job. */
    public static Endpoint of(NodeId node, Role role) {
        return new Endpoint(node, role, null);
    }

    /** The JobMaster of a job on a node. */
    public static Endpoint jobMaster(NodeId node, JobId job) {
        return new Endpoint(node, Role.JOB_MASTER, job);
    }
}
