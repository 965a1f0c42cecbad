// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.heartbeat;

/** Judges silence. Knows no clock: the caller brings the time. */
public final class HeartbeatDetector {
    /** What to make of a silence. */
    public enum Verdict {
        /** Heard of lately. */
        ALIVE,
        /** Silent for longer than a lost beat explains: worth asking. */
        SUSPECT,
        /** Silent for so long that it counts as gone. */
        DEAD
    }

    private final long suspectAfterMs;
    private final long deadAfterMs;
    private long lastHeardMs;

    /** Counts as heard at {@code nowMs}. */
    public HeartbeatDetector(long suspectAfterMs, long deadAfterMs, long nowMs) {
        if (suspectAfterMs <= 0 || deadAfterMs < suspectAfterMs) {
            throw new IllegalArgumentException(
                    "suspect after " + suspectAfterMs + " ms, dead after " + deadAfterMs + " ms");
        }
        this.suspectAfterMs = suspectAfterMs;
        this.deadAfterMs = deadAfterMs;
        this.lastHeardMs = nowMs;
    }

    /** It gave a sign of life. */
    public void heard(long nowMs) {
        assert nowMs >= lastHeardMs : "time went back";
        lastHeardMs = nowMs;
    }

    /** What the silence up to {@code nowMs} means; one lost beat is not a death. */
    public Verdict judge(long nowMs) {
        long silenceMs = silenceMs(nowMs);
        if (silenceMs <= suspectAfterMs) return Verdict.ALIVE;
        return silenceMs <= deadAfterMs ? Verdict.SUSPECT : Verdict.DEAD;
    }

    /** Time since the last sign of life. */
    public long silenceMs(long nowMs) {
        return nowMs - lastHeardMs;
    }
}
