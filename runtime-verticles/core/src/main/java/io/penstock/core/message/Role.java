// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * A component that messages are addressed to. A node has at most one of each, but for JOB_MASTER: one per job it hosts.
 */
public enum Role {
    /** The election machine of a coordinator. */
    ELECTION,
    /** The leader's Dispatcher. */
    DISPATCHER,
    /** The leader's ResourceManager. */
    RESOURCE_MANAGER,
    /** Starts and stops JobMasters on a coordinator; not a machine, a part of the shell. */
    JOB_MASTER_HOST,
    /** The JobMaster of one job. */
    JOB_MASTER,
    /** A worker's TaskExecutor. */
    TASK_EXECUTOR,
    /** Tells what a worker's tasks have counted; not a machine, a part of the shell. */
    TASK_DESK,
    /** Tells how a node is: threads, log, environment; not a machine, a part of the shell. */
    NODE_DESK,
    /** Tells listeners on a coordinator what changes; not a machine, a part of the shell. */
    EVENT_FEED,
    /** A waiting HTTP request or local caller on some node; matched by the request id. */
    CLIENT
}
