// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

/** What a running task can be asked at any time, from any thread. */
public interface TaskReading {
    /** The job's id. */
    String job();

    /** The job vertex's name. */
    String vertex();

    /** Index of the subtask. */
    int subtask();

    /** Records read so far. */
    long recordsIn();

    /** Records emitted so far. */
    long recordsOut();

    /** Records that came too late so far. */
    long lateRecords();

    /** Bytes read from other workers and files so far. */
    long bytesIn();

    /** Bytes written to them so far. */
    long bytesOut();

    /** Time neither idle nor back-pressured. */
    long busyMs();

    /** Time waiting for input. */
    long idleMs();

    /** Time waiting for room downstream. */
    long backPressuredMs();

    /** Stored size of its part of the latest checkpoint; -1 before the first. */
    long stateBytes();

    /** How full its input channels are, 0 to 100. */
    int queuedPercent();

    /** The current watermark, {@code Long.MIN_VALUE} before the first. */
    long watermarkMs();

    /** How many of its steps have held a worker thread for so long that another thread had to take over. */
    long hogs();

    /** Whether it waits for room downstream right now. */
    boolean backPressured();
}
