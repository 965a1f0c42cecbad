// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.api.ResourceProfile;

/**
 * A TaskExecutor.
 *
 * @param name the node's configured name
 * @param host where its data port listens
 * @param dataPort 0 if it takes no remote channels (local mode)
 * @param total everything it can give to slots
 * @param uniformSlots that many equal slots; 0: slots are cut to fit each request
 */
public record WorkerInfo(
        NodeId node, String name, String host, int dataPort, ResourceProfile total, int uniformSlots) {}
