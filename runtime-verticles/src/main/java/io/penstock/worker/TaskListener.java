// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import io.penstock.core.flow.TaskStatus;

/**
 * Hears what becomes of a task. Called by the thread that runs the task, or by the watchdog; must be quick and must not
 * throw. Exactly one of {@link #ended}, {@link #failed}, {@link #stuck} comes, and nothing after it.
 */
public interface TaskListener {
    /** It is open (RUNNING), or its sinks have prepared (PREPARED). */
    void reached(TaskHandle task, TaskStatus status);

    /** It has been closed after it FINISHED or was CANCELED. */
    void ended(TaskHandle task, TaskStatus status);

    /** Its code threw while opening, running or closing; it has been closed. */
    void failed(TaskHandle task, Throwable cause);

    /** It was cancelled, interrupted, and still runs. Its thread is written off; other tasks go on with a new one. */
    void stuck(TaskHandle task, StackTraceElement[] where);
}
