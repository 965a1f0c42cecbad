// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.source.Source;
import java.util.List;
import java.util.function.Supplier;

/**
 * Builds one job. Not thread-safe; valid only during {@link JobProgram#define}.
 *
 * <pre>{@code
 * job.name("word count").parallelism(4).option(JobOptions.RESTART_STRATEGY, "fixed-delay");
 * long startMs = job.constant("start", Long.class, System::currentTimeMillis);
 * job.source("text", Sources.textFiles(Path.of(job.args().get(0))))
 *         .map(line -> (System.currentTimeMillis() - startMs) + " ms: " + line)
 *         .sinkTo("out", Sinks.print("> "));
 * }</pre>
 */
public interface JobBuilder {
    /** The arguments given at submission. */
    List<String> args();

    /**
     * A value that is evaluated once, at submission, stored with the job, and the same in every later evaluation. For
     * start times, seeds, listings; all constants of a job together may have 48 Ki characters as text.
     *
     * @param name unique within the job
     * @param type String, Long, Double, Boolean or byte[]
     */
    <T> T constant(String name, Class<T> type, Supplier<T> supplier);

    /** The job's display name; by default the program's simple class name. */
    JobBuilder name(String name);

    /**
     * Parallelism of operators that do not set their own; by default what the submission says, else 1 per free slot
     * asked for.
     */
    JobBuilder parallelism(int parallelism);

    /**
     * Number of key groups, the upper bound of any later parallelism, at most 32,768. By default 128, and for a
     * parallelism above 85 the next power of two that leaves room to grow by half.
     */
    JobBuilder maxParallelism(int maxParallelism);

    /** Batch or streaming; by default batch if all sources are bounded. */
    JobBuilder mode(ExecutionMode mode);

    /**
     * Sets a job option such as {@code restart.strategy}; the keys are in {@link JobOptions}, an unknown one is refused
     * at once. The last value of a key counts.
     */
    JobBuilder option(String key, String value);

    /**
     * Has values of exactly that class written and read by a serializer of the job's own, wherever they are: as
     * records, within records, as keys and in state.
     */
    <T> JobBuilder serializer(Class<T> type, Serializer<T> serializer);

    /** A stream from a source. */
    <T> DataStream<T> source(String name, Source<T> source);
}
