// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;

/** Takes messages for one endpoint, always on the context it was registered with. */
@FunctionalInterface
public interface Receiver {
    /** A message arrived; {@code from} is where answers go. */
    void receive(Endpoint from, Message message);
}
