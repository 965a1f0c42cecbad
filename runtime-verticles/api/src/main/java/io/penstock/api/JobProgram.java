// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * A job: it defines a dataflow. {@code define} is evaluated once at submission (on a worker, never on a coordinator) to
 * get the structure, and again wherever tasks of the job run, to get the functions; so it must build the same structure
 * each time from the same arguments. What must be the same everywhere but is not a pure function of the arguments comes
 * from {@link JobBuilder#constant}.
 *
 * <pre>{@code
 * public final class WordCount implements JobProgram {
 *     @Override
 *     public void define(JobBuilder job) {
 *         job.source("lines", Sources.textFiles(Path.of(job.args().get(0))))
 *                 .flatMap(line -> List.of(line.split(" ")))
 *                 .keyBy(word -> word)
 *                 .aggregate(Aggregates.counting())
 *                 .sinkTo("counts", Sinks.print(""));
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface JobProgram {
    /** Defines the job. */
    void define(JobBuilder job) throws Exception;
}
