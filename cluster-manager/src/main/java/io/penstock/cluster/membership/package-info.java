// SPDX-License-Identifier: Apache-2.0
/**
 * Who is in the cluster now, as far as this node knows, and hints when that changes.
 *
 * <p>Main types: {@link io.penstock.cluster.membership.Membership},
 * {@link io.penstock.cluster.membership.ClusterMember}. Must not know what a node does with its roles; who leads.
 */
@NullMarked
package io.penstock.cluster.membership;

import org.jspecify.annotations.NullMarked;
