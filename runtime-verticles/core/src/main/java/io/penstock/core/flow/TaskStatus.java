// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/** Where a task is in its life. */
public enum TaskStatus {
    /** Built, not yet opened. */
    CREATED,
    /** Opened; it is being stepped. */
    RUNNING,
    /** Its input has ended and its sinks have prepared; it waits for {@link Task#commit}. */
    PREPARED,
    /** All done, and committed where there was something to commit. */
    FINISHED,
    /** Stopped by {@link Task#cancel}. */
    CANCELED,
    /** Stopped by an exception. */
    FAILED;

    /** Whether nothing comes after it. */
    public boolean isTerminal() {
        return this == FINISHED || this == CANCELED || this == FAILED;
    }
}
