// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.heartbeat;

/**
 * Notices that whoever judges others itself stood still (a long collection, a stopped machine): what others said
 * meanwhile still waits to be read, so their silence means nothing.
 */
public final class OwnPause {
    private final long limitMs;
    private long lastMs;

    /** Longer than {@code limitMs} between two beats is a pause. */
    public OwnPause(long limitMs, long nowMs) {
        this.limitMs = limitMs;
        this.lastMs = nowMs;
    }

    /** At each beat: whether one was just over. */
    public boolean justOver(long nowMs) {
        boolean over = nowMs - lastMs > limitMs;
        lastMs = nowMs;
        return over;
    }
}
