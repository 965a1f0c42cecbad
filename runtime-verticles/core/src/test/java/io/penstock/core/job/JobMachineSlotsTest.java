// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static io.penstock.core.job.Graphs.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.SlotRequirement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobMachineSlotsTest {
    private static Graphs batch(int parallelism) {
        return graph().vertex("map", parallelism).vertex("reduce", parallelism).blocking(0, 1, ExchangePattern.HASH);
    }

    @Test
    void oneSlotHoldsOneSubtaskOfEachVertexOfItsGroup() {
        var graph = graph().vertex("a", 1)
                .vertex("b", 3)
                .vertex("c", 2)
                .pipelined(0, 1, ExchangePattern.REBALANCE)
                .pipelined(1, 2, ExchangePattern.HASH)
                .build();
        var cluster = new TestCluster(graph).workers(1, 3).start();
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        FakeExecutor executor = cluster.executor("w1");
        assertThat(executor.held).hasSize(3);
        AllocationId shared = executor.placed.get(new AttemptId(0, 0, 1));
        assertThat(executor.placed.get(new AttemptId(1, 0, 1))).isEqualTo(shared);
        assertThat(executor.placed.get(new AttemptId(2, 0, 1))).isEqualTo(shared);
        assertThat(executor.placed.get(new AttemptId(1, 1, 1))).isNotEqualTo(shared);
    }

    @Test
    void differentGroupsAskForSlotsOfTheirOwnSize() {
        var large = ResourceProfile.of(2_000, 512);
        var graph = graph().vertex("a", 2)
                .vertex("b", 2, "heavy", large)
                .vertex("c", 1, "heavy", ResourceProfile.of(500, 0))
                .pipelined(0, 1, ExchangePattern.HASH)
                .pipelined(1, 2, ExchangePattern.HASH)
                .build();
        var cluster = new TestCluster(graph).workers(2, 2).start();
        assertThat(cluster.sent(Message.DeclareRequirements.class).get(0).requirements())
                .containsExactly(
                        new SlotRequirement(ResourceProfile.ANY, 2),
                        new SlotRequirement(ResourceProfile.of(2_500, 512), 1),
                        new SlotRequirement(large, 1));
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void whoHoldsALargerSlotThanNeededDoesNotTakeItFromWhoNeedsIt() {
        var small = ResourceProfile.of(500, 0);
        var large = ResourceProfile.of(4_000, 0);
        var graph = graph().vertex("small", 1, "small", small)
                .vertex("large", 1, "large", large)
                .build();
        var cluster = new TestCluster(graph).workers(1, 2);
        cluster.drops = Message.OfferSlots.class::isInstance;
        cluster.start();
        FakeExecutor executor = cluster.executor("w1");
        executor.held.clear();
        executor.unanswered.clear();
        cluster.drops = message -> false;
        executor.offer(new AllocationId("x"), ResourceProfile.of(9_000, 0));
        cluster.advance(1_000);
        assertThat(cluster.state(0, 0)).isEqualTo(ExecutionState.RUNNING);
        assertThat(cluster.state(1, 0)).isEqualTo(ExecutionState.RUNNING);
        assertThat(executor.held.values()).containsExactlyInAnyOrder(ResourceProfile.of(9_000, 0), large);
    }

    @Test
    void aSlotOfTheRightSizeGoesToWhoNeedsThatSizeWhoeverCameFirst() {
        var small = ResourceProfile.of(500, 0);
        var large = ResourceProfile.of(4_000, 0);
        var graph = graph().vertex("small", 1, "small", small)
                .vertex("large", 1, "large", large)
                .build();
        var cluster = new TestCluster(graph).workers(1, 1);
        cluster.drops = Message.OfferSlots.class::isInstance;
        cluster.start();
        cluster.drops = message -> false;
        cluster.executor("w1").offer(new AllocationId("x"), large);
        cluster.pump();
        assertThat(cluster.state(0, 0)).isEqualTo(ExecutionState.SCHEDULED);
        assertThat(cluster.state(1, 0)).isEqualTo(ExecutionState.RUNNING);
    }

    @Test
    void aBatchJobRunsInWavesOnFewerSlotsThanItHasTasks() {
        var cluster = new TestCluster(batch(10).build()).workers(1, 3).start();
        for (int wave = 0; wave < 20 && cluster.status() == JobStatus.RUNNING; wave++) {
            assertThat(cluster.executor("w1").live()).isLessThanOrEqualTo(3);
            cluster.finishAll(0).finishAll(1);
        }
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void preparedTasksLendTheirSlotsAndCommitWhenAllAreReady() {
        var cluster =
                new TestCluster(graph().vertex("sink", 5).build()).workers(1, 2).start();
        FakeExecutor executor = cluster.executor("w1");
        for (int s = 0; s < 5; s++) {
            assertThat(executor.committed).isEmpty();
            executor.reportPrepared(new AttemptId(0, s, 1));
            cluster.advance(100);
        }
        assertThat(executor.committed).hasSize(5);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void aLostCommitIsRepeated() {
        var cluster = new TestCluster(graph().vertex("sink", 1).build()).workers(1, 1);
        cluster.drops = Message.CommitTasks.class::isInstance;
        cluster.start();
        cluster.executor("w1").reportPrepared(new AttemptId(0, 0, 1));
        cluster.advance(1_000);
        assertThat(cluster.status()).isEqualTo(JobStatus.RUNNING);
        cluster.drops = message -> false;
        cluster.advance(500);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void slotsOfPreparedTasksAreGivenBackAndTheTasksLiveOn() {
        var cluster = new TestCluster(twoGroups()).workers(1, 2).start();
        cluster.executor("w1").reportPrepared(new AttemptId(0, 0, 1));
        cluster.advance(30_000);
        assertThat(cluster.executor("w1").held).hasSize(1);
        assertThat(cluster.executor("w1").live(new AttemptId(0, 0, 1))).isTrue();
    }

    @Test
    void anIdleSlotIsGivenBackAlsoIfTheMessageIsLost() {
        var cluster = new TestCluster(twoGroups()).workers(2, 1).start();
        cluster.finish(0, 0);
        cluster.drops = Message.FreeSlots.class::isInstance;
        cluster.advance(11_000);
        assertThat(held(cluster)).isEqualTo(2);
        cluster.drops = message -> false;
        cluster.advance(3_000);
        assertThat(held(cluster)).isEqualTo(1);
    }

    /** Two tasks that share neither channel nor slot. */
    private static JobGraph twoGroups() {
        return graph().vertex("a", 1)
                .vertex("b", 1, "other", ResourceProfile.ANY)
                .build();
    }

    private static int held(TestCluster cluster) {
        return cluster.executors.values().stream().mapToInt(e -> e.held.size()).sum();
    }

    @Test
    void anOfferNobodyWaitsForIsRejected() {
        var cluster =
                new TestCluster(graph().vertex("a", 1).build()).workers(1, 2).start();
        var surplus = new AllocationId("surplus");
        cluster.executor("w1").offer(surplus, ResourceProfile.ANY);
        cluster.pump();
        assertThat(cluster.executor("w1").held).hasSize(1).doesNotContainKey(surplus);
    }

    @Test
    void anOfferThatIsRepeatedIsAcceptedAgain() {
        var cluster =
                new TestCluster(graph().vertex("a", 1).build()).workers(1, 1).start();
        FakeExecutor executor = cluster.executor("w1");
        executor.offer(executor.held.firstKey(), ResourceProfile.ANY);
        cluster.pump();
        assertThat(executor.held).hasSize(1);
        assertThat(cluster.sent(Message.OffersAnswer.class))
                .hasSize(2)
                .allMatch(answer -> answer.rejected().isEmpty());
    }

    @Test
    void theNeedIsDeclaredAgainWithEachBeatUnderTheSameSequence() {
        var cluster =
                new TestCluster(graph().vertex("a", 2).build()).workers(1, 1).start();
        cluster.advance(1_000);
        assertThat(cluster.sent(Message.DeclareRequirements.class)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(cluster.sent(Message.DeclareRequirements.class)).allMatch(m -> m.sequence() == 1);
    }

    @Test
    void theFirstRegionGetsAllItsSlotsBeforeTheNextGetsAny() {
        var graph = graph().vertex("a", 2)
                .vertex("b", 2, "other", ResourceProfile.ANY)
                .pipelined(0, 1, ExchangePattern.FORWARD)
                .build();
        var cluster = new TestCluster(graph).workers(1, 3).start();
        assertThat(cluster.states(0)).containsExactly(ExecutionState.RUNNING, ExecutionState.SCHEDULED);
        cluster.finish(0, 0);
        assertThat(cluster.state(0, 1)).isEqualTo(ExecutionState.RUNNING);
    }

    @Test
    void eagerDeploysNothingBeforeEverySlotIsThere() {
        var graph = batch(3).option("scheduling.strategy", "eager").build();
        var cluster = new TestCluster(graph).workers(1, 2).start();
        assertThat(cluster.states(0)).containsOnly(ExecutionState.SCHEDULED);
        assertThat(cluster.states(1)).containsOnly(ExecutionState.SCHEDULED);
        cluster.workers(1, 1).advance(600);
        assertThat(cluster.states(0)).containsOnly(ExecutionState.RUNNING);
        cluster.finishAll(0).finishAll(1);
        assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void lazyFromSourcesWaitsForWholeVerticesWherePipelinedRegionDoesNot() {
        List<ExecutionState> states = new ArrayList<>();
        for (String strategy : List.of("pipelined-region", "lazy-from-sources")) {
            var graph = graph().vertex("a", 2)
                    .vertex("b", 2)
                    .blocking(0, 1, ExchangePattern.FORWARD)
                    .option("scheduling.strategy", strategy)
                    .build();
            var cluster = new TestCluster(graph).workers(1, 2).start();
            cluster.finish(0, 0);
            states.add(cluster.state(1, 0));
            cluster.finish(0, 1).finishAll(1);
            assertThat(cluster.status()).isEqualTo(JobStatus.FINISHED);
        }
        assertThat(states).containsExactly(ExecutionState.RUNNING, ExecutionState.CREATED);
    }
}
