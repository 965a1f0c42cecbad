// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

/**
 * Hears of members coming and going: hints, not verdicts. They may be late, and a member that "left" may still be
 * running behind a broken network. Called on the Vert.x context from which it was registered; must not block.
 */
public interface MembershipListener {
    void joined(ClusterMember member);

    void left(ClusterMember member);

    /**
     * Its process is gone, and its machine says so; a wrong proof is taken back by {@link #joined}.
     *
     * @param proof in words
     */
    default void died(ClusterMember member, String proof) {}
}
