// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.JobId;
import io.penstock.core.program.UserSerializer;
import java.util.List;

/**
 * All that it takes to connect one task: which it is, what the job looks like, and where everybody is.
 *
 * @param attempt the task to connect
 * @param placements shared by all tasks of a deployment
 * @param jobLoader resolves the classes of the job's records; one per job and worker
 * @param serializers what the job brings along
 */
public record TaskWiring(
        JobId job,
        JobGraph graph,
        AttemptId attempt,
        Placements placements,
        ClassLoader jobLoader,
        List<UserSerializer> serializers) {

    /** Without serializers. */
    public TaskWiring(JobId job, JobGraph graph, AttemptId attempt, Placements placements, ClassLoader jobLoader) {
        this(job, graph, attempt, placements, jobLoader, List.of());
    }
}
