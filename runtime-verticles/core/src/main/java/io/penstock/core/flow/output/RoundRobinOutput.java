// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.core.flow.channel.OutputPort;

/** Template: to all targets in turn. Producers start at different targets, so that short streams spread too. */
public final class RoundRobinOutput extends EdgeOutput {
    private int target;

    @Override
    public void attach(OutputPort port) {
        super.attach(port);
        target = context().subtaskIndex() % port.targets();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        int at = target;
        target = at + 1 == targets() ? 0 : at + 1;
        put(at, value, timestampMs);
    }
}
