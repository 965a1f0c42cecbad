// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

/**
 * What a task is called in thread names and logs. Subtasks of the same index tend to share a worker, and with it its
 * cache.
 */
public record TaskLabel(String job, String vertex, int subtask, int attempt) {
    @Override
    public String toString() {
        return job + "/" + vertex + "/" + subtask + "#" + attempt;
    }
}
