// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.api.JobOptions;
import io.penstock.core.job.JobConfig;
import io.penstock.core.job.JobMachine;
import io.penstock.core.job.Strategies;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.List;
import java.util.TreeMap;

/** Makes the machine of a JobMaster on a node. */
interface JobMasters {
    /** The real ones, which never give a job up for failing often. */
    JobMasters PATIENT = patient();

    Machine create(NodeId node, Message.StartJobMaster start);

    private static JobMasters patient() {
        var options = new TreeMap<String, String>();
        options.put(JobOptions.RESTART_STRATEGY, "fixed-delay");
        options.put("restart.attemptsMax", "1000000");
        options.put("restart.delayMs", "200");
        var strategies = new Strategies(List.of(), List.of(), List.of(), options);
        var growing = new TreeMap<>(options);
        growing.put(JobOptions.RESTART_STRATEGY, "exponential-delay");
        growing.put("restart.maxBackoffMs", "1000");
        var growingPauses = new Strategies(List.of(), List.of(), List.of(), growing);
        var config = new JobConfig(500, 2_000, 6_000, 300, 3_000, 10_000, 16);
        return (node, start) ->
                new JobMachine(node, start, config, start.job().equals(SimJob.idOf(2)) ? growingPauses : strategies);
    }
}
