// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

/** Where a task goes when there is something for it to do. */
interface RunQueue {
    /** Has the task, which is SCHEDULED and in no queue, run soon. */
    void add(TaskHandle task);

    /** Takes the next step to end a cancelled task: wait, then interrupt, then give up. */
    void force(TaskHandle task);
}
