// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import io.penstock.cluster.async.Subscription;
import java.util.List;

/** This node's view of the cluster. Never blocks. Thread-safe. */
public interface Membership {
    /** The member this process is. */
    ClusterMember self();

    /**
     * All current members including this one, oldest first as this node sees it. The order decides nothing: it is no
     * election.
     */
    List<ClusterMember> members();

    /** Those whose process was lately proven to be gone, whether they still count as members or not. */
    List<ClusterMember> dead();

    /** Hears of changes from now on; compare with {@link #members()} for the truth. */
    Subscription listen(MembershipListener listener);
}
