// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/** One producer subtask's channels of one edge, each made when it is first asked for. */
public interface OutputPort {
    /** Number of consumer subtasks it reaches. */
    int targets();

    /** The lane to a target, in {@code [0, targets)}. The caller keeps it; asking again gives the same. */
    OutputLane lane(int target);

    /** How many records a batch of this edge holds: fewer where there are many channels. */
    int batchCapacity();

    /** Says whom to wake when a lane that refused has room again. Called before the first {@link #lane}. */
    void attach(Wakeable producer);

    /** Whether records are encoded on their way to some of the targets: to other workers, or into files. */
    default boolean encodes() {
        return false;
    }

    /** Bytes written to other workers and files so far. From any thread. */
    default long bytes() {
        return 0;
    }
}
