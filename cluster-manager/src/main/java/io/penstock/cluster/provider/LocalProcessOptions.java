// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import java.nio.file.Path;
import java.util.List;

/**
 * How child processes are started.
 *
 * @param command program and arguments, for instance {@code java -Xshare:auto -jar penstock.jar node --roles worker}.
 *     Arguments of the JVM stand before {@code -jar}; a heap size is put right behind the program
 * @param parentPidOption name of the option that tells the child whom to watch with {@link ParentWatch}; it is appended
 *     with this process's id
 * @param logDirectory each child's output goes to a file of its own here
 * @param workersMax how many may run at the same time
 * @param stopMs how long a child may take to end by itself before it is killed
 */
public record LocalProcessOptions(
        List<String> command, String parentPidOption, Path logDirectory, int workersMax, long stopMs) {
    /** The option the node's command line has. */
    public static final String PARENT_PID_OPTION = "--parent-pid";

    public LocalProcessOptions {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (workersMax < 1 || stopMs < 0) {
            throw new IllegalArgumentException("workersMax is at least 1 and stopMs not negative");
        }
    }
}
