// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.core.state.KeyTable;

/** The content of one aligned window, for all keys. */
public final class Pane {
    /** Inclusive. */
    public final long startMs;
    /** Exclusive. */
    public final long endMs;
    /** What was gathered, by key. */
    public KeyTable table;

    boolean fired;

    Pane(long startMs, long endMs, KeyTable table) {
        this.startMs = startMs;
        this.endMs = endMs;
        this.table = table;
    }

    /** The last instant inside, which results carry as their time. */
    public long maxTimestampMs() {
        return endMs - 1;
    }
}
