// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

/** Template: everything to the one target there is. */
public final class ForwardOutput extends EdgeOutput {
    @Override
    public void accept(Object value, long timestampMs) {
        put(0, value, timestampMs);
    }
}
