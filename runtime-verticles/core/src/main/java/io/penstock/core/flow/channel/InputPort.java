// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/** One consumer subtask's channels of one edge. */
public interface InputPort {
    /** Number of producer subtasks that reach it. */
    int lanes();

    /** The lane from a producer, in {@code [0, lanes)}; asked for only once it is ready. The caller keeps it. */
    InputLane lane(int index);

    /**
     * Registers the consumer. From now on the listener hears of every lane that has something, and at once of those
     * that have something already. Called once, on the consumer's thread.
     */
    void attach(ReadyListener listener);

    /** Bytes read from other workers and files so far. From any thread. */
    default long bytes() {
        return 0;
    }

    /** How full its channels are, of a sample of them. From any thread. */
    default int queuedPercent() {
        return 0;
    }
}
