// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a confused, outdated or hostile peer sends is refused and counted, and the machine goes on. */
class StrayMessagesTest {
    private static final int SEEDS = Integer.getInteger("strays.seeds", 300);

    @Test
    void aMessageForSomebodyElseIsRefusedAndDisturbsNothing() {
        long refused = 0;
        for (long seed = 1; seed <= SEEDS; seed++) refused += SeededRun.withStrays(seed);
        assertThat(refused).isGreaterThan(50L * SEEDS);
    }

    @Test
    void noMachineBreaksOfALie() {
        long lies = 0;
        for (long seed = 1; seed <= SEEDS; seed++) lies += SeededRun.withLies(seed);
        assertThat(lies).isGreaterThan(200L * SEEDS);
    }

    @Test
    void everyKindOfMessageIsForSomebody() {
        // Those to clients, to the host of JobMasters and to the rest of the shell, which are no machines.
        List<Class<?>> others = List.of(
                Message.StartJobMaster.class,
                Message.SubmitAnswer.class,
                Message.JobsAnswer.class,
                Message.JobChanged.class,
                Message.ClusterAnswer.class,
                Message.QueryTasks.class,
                Message.TasksAnswer.class,
                Message.QueryParts.class,
                Message.PartsAnswer.class,
                Message.SampleStacks.class,
                Message.PlanProgram.class,
                Message.PlanAnswer.class,
                Message.QueryPrograms.class,
                Message.ProgramsAnswer.class,
                Message.QueryNode.class,
                Message.NodeAnswer.class);
        assertThat(Recombined.KINDS)
                .allMatch(kind -> others.contains(kind) != Strays.isForSomebody(kind), "is for exactly one sort");
    }
}
