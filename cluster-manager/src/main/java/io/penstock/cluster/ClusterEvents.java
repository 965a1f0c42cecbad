// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

/**
 * What a node can only answer by ending its process, so that a fresh one joins in its place. Each is called at most
 * once, on a thread of its own which may block.
 */
public interface ClusterEvents {
    /** This node was on the losing side of a split and was merged: its registrations and its view are worth nothing. */
    void onMerged(String detail);

    /** The membership path made no progress for a while; with a thread dump. */
    void onStalled(String detail, String threadDump);

    /** The cluster layer stopped without having been asked to. */
    void onStopped(String detail);
}
