// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

/** One session of a key. */
final class Session {
    /** Inclusive. */
    long startMs;
    /** Exclusive: the last record's time plus the gap. */
    long endMs;
    /** What is stored, see {@link WindowContent}. */
    Object stored;
    /** Whether it has fired since its end last moved beyond time. */
    boolean fired;
    /** When it is next looked at; a session that grows meanwhile is then put off again. */
    long timerMs = Long.MAX_VALUE;

    Session(long startMs, long endMs, Object stored) {
        this.startMs = startMs;
        this.endMs = endMs;
        this.stored = stored;
    }

    /** Whether they overlap or touch. */
    boolean meets(long otherStartMs, long otherEndMs) {
        return startMs <= otherEndMs && otherStartMs <= endMs;
    }
}
