// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.ParallelismRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run: a world drawn from a seed, a phase of faults, a quiet phase, and what must be true then. */
final class SeededRun {
    private static final long SAFETY_MS = 15_000;
    private static final long LIVENESS_MS = 120_000;

    private SeededRun() {}

    private interface Course {
        void run(Simulation world, Setting setting);
    }

    /** Gives what happened; fails with the seed and how to see it again. */
    static Tally of(long seed) {
        return tally(Setting.draw(seed));
    }

    /** As above. */
    static Tally tally(Setting setting) {
        Simulation ended = world(setting, SeededRun::drive);
        return ended.snapshots.tally(ended.agenda.done());
    }

    /** How much happened of what the invariants are about: a run in which nothing did proves nothing. */
    record Tally(long events, long checkpoints, long restored, long transactions, long stops, long resplit) {
        Tally plus(Tally more) {
            return new Tally(
                    events + more.events,
                    checkpoints + more.checkpoints,
                    restored + more.restored,
                    transactions + more.transactions,
                    stops + more.stops,
                    resplit + more.resplit);
        }
    }

    /** The same with messages in between that are not for who gets them. Gives how many were refused. */
    static long withStrays(long seed) {
        Simulation ended = world(seed, (world, setting) -> {
            var strays = new Strays(world, false);
            world.strays = strays;
            strays.start(SAFETY_MS + 5_000);
            drive(world, setting);
        });
        return ended.strays == null ? 0 : ended.strays.refused();
    }

    /**
     * With messages that are made up, from anybody: what becomes of the jobs is anybody's guess, but no machine breaks.
     * Gives how many there were.
     */
    static long withLies(long seed) {
        Simulation ended = world(seed, (world, setting) -> {
            var strays = new Strays(world, true);
            world.strays = strays;
            world.invariants.ignoreAll();
            world.startAll();
            strays.start(SAFETY_MS);
            submitSome(world, setting);
            world.run(SAFETY_MS);
        });
        return ended.strays == null ? 0 : ended.strays.fed();
    }

    private static Simulation world(long seed, Course course) {
        return world(Setting.draw(seed), course);
    }

    private static Simulation world(Setting setting, Course course) {
        Simulation world = setting.build();
        try {
            course.run(world, setting);
            return world;
        } catch (AssertionError | RuntimeException failure) {
            throw new Failure(setting, world, failure);
        }
    }

    /** What went wrong, in which world. */
    static final class Failure extends AssertionError {
        private static final long serialVersionUID = 1;
        private static final Pattern JOB = Pattern.compile("0{20,}[0-9a-f]+");

        final transient Setting setting;
        final transient Simulation world;
        /** Without ids and numbers: equal for failures of the same sort. */
        final String sort;

        Failure(Setting setting, Simulation world, Throwable cause) {
            super(
                    setting + " at " + world.agenda.nowMs() + " ms: " + cause.getMessage() + "\n" + world.transcript,
                    cause);
            this.setting = setting;
            this.world = world;
            this.sort = String.valueOf(cause.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("[0-9#.-]+", "#");
        }

        /** What led to it, as far as it concerns the job at fault. */
        String trace() {
            Matcher job = JOB.matcher(String.valueOf(getCause().getMessage()));
            return job.find() ? world.transcript.about(job.group()) : world.transcript.toString();
        }
    }

    /** The seed's own world, or one made smaller. */
    static long of(Setting setting) {
        return world(setting, SeededRun::drive).agenda.done();
    }

    /** The same, keeping that many lines of what happens. */
    static void traced(Setting setting, int lines) {
        world(setting, (world, same) -> {
            world.transcript.keep(lines);
            drive(world, same);
        });
    }

    private static void drive(Simulation world, Setting setting) {
        world.startAll();
        var nemesis = new Nemesis(world, setting.faults(), SAFETY_MS);
        nemesis.start();
        List<SimJob> jobs = submitSome(world, setting);
        world.run(SAFETY_MS);
        world.heal();
        world.run(5_000);
        for (SimJob job : jobs) if (!job.bounded()) end(world, job, world.chance);
        boolean ended = world.runUntil(() -> world.client.allEnded() && isHome(world), LIVENESS_MS);
        assertThat(ended)
                .as("in quiet all ends within %d ms: %s%s", LIVENESS_MS, world.client.open(), away(world))
                .isTrue();
        world.invariants.atEnd();
        for (SimJob job : jobs) checkResult(world, job);
    }

    /** Endless jobs are cancelled, or stopped by a savepoint; either is asked for until it is done. */
    private static void end(Simulation world, SimJob job, Random chance) {
        if (!job.checkpointed() || chance.nextBoolean()) world.client.cancel(job.id());
        else world.client.savepoint(job.id(), chance.nextBoolean() ? CheckpointKind.SUSPEND : CheckpointKind.DRAIN);
    }

    private static List<SimJob> submitSome(Simulation world, Setting setting) {
        Random chance = setting.jobChance();
        List<SimJob> jobs = new ArrayList<>();
        int count = 1 + chance.nextInt(3);
        for (int i = 1; i <= count; i++) {
            SimJob job = SimJob.draw(i, chance, setting.shape().slots());
            boolean wanted = i <= setting.jobsMax();
            if (wanted) jobs.add(job);
            world.agenda.in(chance.nextInt((int) SAFETY_MS), () -> {
                if (wanted) world.client.submit(job);
            });
            if (job.checkpointed() && chance.nextInt(3) == 0) {
                CheckpointKind kind = CheckpointKind.values()[chance.nextInt(CheckpointKind.values().length)];
                world.agenda.in(chance.nextInt((int) SAFETY_MS), () -> {
                    if (wanted) world.client.savepoint(job.id(), kind);
                });
            }
            if (chance.nextInt(4) == 0)
                world.agenda.in(chance.nextInt((int) SAFETY_MS), () -> world.client.cancel(job.id()));
        }
        if (setting.rescales()) rescaleSome(world, jobs, new Random(~setting.seed()));
        for (int i = 0; i < 10; i++) world.agenda.in(chance.nextInt((int) SAFETY_MS), world.client::ask);
        for (SimJob job : jobs) {
            int again = chance.nextInt(4);
            for (int i = 0; i < again; i++)
                world.agenda.in(chance.nextInt((int) SAFETY_MS), () -> world.client.submitAgain(job));
        }
        return jobs;
    }

    /** Drawn apart, so that worlds without it stay as they are. */
    private static void rescaleSome(Simulation world, List<SimJob> jobs, Random chance) {
        for (SimJob job : jobs) {
            int times = job.checkpointed() ? 1 + chance.nextInt(4) : chance.nextInt(2);
            for (int i = 0; i < times; i++) {
                List<ParallelismRange> ranges = new ArrayList<>();
                int upper = 1 + chance.nextInt(4);
                int lower = chance.nextBoolean() ? upper : 1 + chance.nextInt(upper);
                boolean all = chance.nextBoolean();
                for (JobVertex v : job.vertices()) {
                    if (all || chance.nextBoolean()) ranges.add(new ParallelismRange(v.vertexId(), lower, upper));
                }
                world.agenda.in(
                        chance.nextInt((int) SAFETY_MS), () -> world.client.rescale(job.id(), List.copyOf(ranges)));
            }
        }
    }

    static boolean isHome(Simulation world) {
        return away(world).isEmpty();
    }

    /** Slots, tasks, JobMasters and records of jobs that are over but still somewhere. */
    private static String away(Simulation world) {
        var away = new StringBuilder();
        for (SimProcess process : world.processes()) {
            var executor = process.executorMachine();
            if (executor != null && !executor.slotReport().holdings().isEmpty())
                away.append(process.id()).append(" holds slots; ");
            SimDataPlane plane = process.dataPlane();
            if (plane != null && plane.live() > 0) away.append(process.id()).append(" runs tasks; ");
            for (MachineHost master : process.liveMasters())
                away.append("JobMaster ").append(master.self).append("; ");
        }
        if (!world.store.records("jobs", null).isEmpty()) away.append("job records; ");
        return away.toString();
    }

    private static void checkResult(Simulation world, SimJob job) {
        assertThat(world.client.wasRefused(job.id()) && job.graph() != null)
                .as("%s is refused, and its program is good", job.id())
                .isFalse();
        var result = world.client.result(job.id());
        if (result == null || world.client.wasCancelled(job.id())) return;
        JobStatus status = result.report().status();
        // Who has told tasks to commit and then loses them cannot know what is visible, and must not run them again.
        boolean mayFail = job.graph() == null || job.transactional() && !job.checkpointed();
        assertThat(status == JobStatus.FINISHED && job.graph() != null || status == JobStatus.FAILED && mayFail)
                .as("job %s is %s: %s", job.id(), status, result.report().rootCause())
                .isTrue();
        if (job.checkpointed() && status == JobStatus.FINISHED) world.snapshots.atEnd(job, result.report());
    }
}
