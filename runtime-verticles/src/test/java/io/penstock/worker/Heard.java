// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.TaskStatus;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers what a listener was told, and waits for it. */
final class Heard implements TaskListener {
    final List<TaskStatus> reached = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();

    @Override
    public void reached(TaskHandle task, TaskStatus status) {
        reached.add(status);
    }

    @Override
    public void ended(TaskHandle task, TaskStatus status) {
        ends.add(status);
    }

    @Override
    public void failed(TaskHandle task, Throwable cause) {
        ends.add(cause);
    }

    @Override
    public void stuck(TaskHandle task, StackTraceElement[] where) {
        ends.add(where);
    }

    /** What ended the task: a status, a cause, or a stack. */
    Object end() throws InterruptedException {
        Object end = ends.poll(20, TimeUnit.SECONDS);
        assertThat(end).as("the task's end").isNotNull();
        assertThat(ends).isEmpty();
        return end;
    }
}
