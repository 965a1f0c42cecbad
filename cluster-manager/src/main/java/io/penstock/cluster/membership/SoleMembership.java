// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import io.penstock.cluster.async.Subscription;
import java.util.List;

/** Local mode: a cluster of one that never changes. */
public record SoleMembership(ClusterMember self) implements Membership {
    @Override
    public List<ClusterMember> members() {
        return List.of(self);
    }

    @Override
    public List<ClusterMember> dead() {
        return List.of();
    }

    @Override
    public Subscription listen(MembershipListener listener) {
        return () -> {};
    }
}
