// SPDX-License-Identifier: Apache-2.0
/**
 * Membership, the replicated store, the journal and the clustered bus: the only room with Hazelcast.
 *
 * <p>Main ideas: records of bytes under a name, guarded by fencing tokens; members that come and go. Must not know
 * jobs, slots or any class of the runtime.
 */
@NullMarked
package io.penstock.cluster;

import org.jspecify.annotations.NullMarked;
