// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

/** Template: every record to every target. */
public final class BroadcastOutput extends EdgeOutput {
    @Override
    public void accept(Object value, long timestampMs) {
        for (int target = targets() - 1; target >= 0; target--) put(target, value, timestampMs);
    }
}
