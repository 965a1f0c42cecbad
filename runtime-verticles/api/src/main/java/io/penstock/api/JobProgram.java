// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * A job: it defines a dataflow. {@code define} is evaluated once at submission (on a worker, never on a coordinator) to get the structure, and
 * again wherever tasks of the job run, to get the functions; so it must build the same structure each time from the same arguments. What must be
 * the same everywhere but is not a pure function of the arguments comes from {@link JobBuilder#constant}.
 */
@FunctionalInterface
public interface JobProgram {
    /** Defines the job. */
    void define(JobBuilder job) throws Exception;
}
