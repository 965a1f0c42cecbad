// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskSpec;

/** Makes tasks of their specifications: the data plane's builder. */
@FunctionalInterface
public interface TaskFactory {
    /** A task, not yet opened. */
    Task build(TaskSpec spec);
}
