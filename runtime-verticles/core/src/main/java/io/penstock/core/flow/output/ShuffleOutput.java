// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.core.flow.channel.OutputPort;

/** Template: to random targets. The generator (xorshift) is seeded by the subtask, so a replay shuffles alike. */
public final class ShuffleOutput extends EdgeOutput {
    private long random;

    @Override
    public void attach(OutputPort port) {
        super.attach(port);
        random = (context().subtaskIndex() + 1) * 0x9E3779B97F4A7C15L;
    }

    @Override
    public void accept(Object value, long timestampMs) {
        long x = random;
        x ^= x << 13;
        x ^= x >>> 7;
        x ^= x << 17;
        random = x;
        put((int) ((x >>> 32) * targets() >>> 32), value, timestampMs);
    }
}
