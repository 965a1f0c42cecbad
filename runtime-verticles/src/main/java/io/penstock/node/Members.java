// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.async.Subscription;
import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.Membership;
import io.penstock.cluster.membership.MembershipListener;
import java.util.List;

/** The members of a cluster within one JVM, which never change. */
record Members(ClusterMember self, List<ClusterMember> members) implements Membership {
    @Override
    public List<ClusterMember> dead() {
        return List.of();
    }

    @Override
    public Subscription listen(MembershipListener listener) {
        return () -> {};
    }
}
