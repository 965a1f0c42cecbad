// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.NodeId;

/** One worker as a slot matching sees it. Valid only during the call that it is handed to. */
public interface WorkerSlots {
    /** The worker. */
    NodeId worker();

    /** Slots that could be had now; for slots cut to size, of the standard size. */
    int freeSlots();

    /** How full it is, in thousandths of its scarcest resource. */
    int loadPermille();

    /** Whether a slot for {@code need} could be had now. */
    boolean fits(ResourceProfile need);
}
