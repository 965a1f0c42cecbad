// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.core.job.JobConfig;
import io.penstock.core.job.JobMachine;
import io.penstock.core.job.Strategies;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message.StartJobMaster;
import io.penstock.effect.CheckpointEffects;
import io.penstock.effect.OwnEffects;

/** The JobMaster of one job, under one token. */
public final class JobMasterVerticle extends MachineVerticle {
    private final Runnable ended;

    /**
     * What all JobMasters of a node share.
     *
     * @param strategies that jobs may name
     */
    public record Settings(JobConfig config, Strategies strategies) {}

    /** {@code ended} is called when it retired or broke: there is nothing more to host. */
    public JobMasterVerticle(
            NodeServices services, LeaderWatch leaders, Settings settings, StartJobMaster order, Runnable ended) {
        super(
                services,
                Endpoint.jobMaster(services.node(), order.job()),
                new JobMachine(services.node(), order, settings.config(), settings.strategies()),
                leaders);
        this.ended = ended;
    }

    @Override
    protected OwnEffects effects() {
        return new CheckpointEffects(services().snapshots());
    }

    @Override
    public void retired(String reason) {
        silence();
        ended.run();
    }

    @Override
    public void broken(Throwable cause) {
        silence();
        ended.run();
    }
}
