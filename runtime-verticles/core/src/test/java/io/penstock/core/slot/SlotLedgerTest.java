// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.JobId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotLedgerTest {
    private static final JobId JOB = new JobId("0".repeat(31) + "1");
    private static final JobId OTHER = new JobId("0".repeat(31) + "2");

    private final SlotLedger ledger = new SlotLedger();
    private int allocations;

    private static WorkerInfo uniform(String name, int slots) {
        return new WorkerInfo(new NodeId(name), name, name, 1, ResourceProfile.of(slots * 1000L, slots * 256L), slots);
    }

    private static WorkerInfo cut(String name, long cpuMillis, long heapMb) {
        return new WorkerInfo(new NodeId(name), name, name, 1, ResourceProfile.of(cpuMillis, heapMb), 0);
    }

    private @Nullable NodeId give(SlotMatching matching, JobId job, ResourceProfile need) {
        NodeId worker = matching.choose(job, need, ledger);
        if (worker != null) ledger.allocate(new Allocation(new AllocationId("a" + ++allocations), worker, job, need));
        assertThat(ledger.balances()).isTrue();
        return worker;
    }

    private List<String> give(SlotMatching matching, int count) {
        var workers = new ArrayList<String>();
        for (int i = 0; i < count; i++) workers.add(String.valueOf(give(matching, JOB, ResourceProfile.ANY)));
        return workers;
    }

    @Test
    void spreadTakesTheLeastLoadedByShareSoThatLargeWorkersTakeMore() {
        ledger.putWorker(uniform("large", 4));
        ledger.putWorker(uniform("small", 2));
        assertThat(give(BuiltInMatching.SPREAD, 7))
                .containsExactly("large", "small", "large", "large", "small", "large", "null");
    }

    @Test
    void packFillsOneWorkerBeforeTheNext() {
        ledger.putWorker(uniform("a", 2));
        ledger.putWorker(uniform("b", 2));
        give(BuiltInMatching.PACK, 1);
        List<String> rest = give(BuiltInMatching.PACK, 3);
        assertThat(rest.subList(1, 3)).containsOnly(rest.get(1));
        assertThat(rest.get(0)).isNotEqualTo(rest.get(1));
    }

    @Test
    void localStaysWhereTheJobIsWhileThereIsRoom() {
        ledger.putWorker(uniform("a", 2));
        ledger.putWorker(uniform("b", 2));
        assertThat(give(BuiltInMatching.LOCAL, 4)).containsExactly("a", "a", "b", "b");
    }

    @Test
    void anEqualSlotServesOnlyWhatFitsInIt() {
        ledger.putWorker(uniform("a", 4));
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.of(1000, 256)))
                .isEqualTo(new NodeId("a"));
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.of(1001, 256)))
                .isNull();
        assertThat(ledger.couldEverFit(ResourceProfile.of(1001, 256))).isFalse();
    }

    @Test
    void slotsAreCutToSizeUntilTheScarcestResourceIsUsedUp() {
        ledger.putWorker(cut("a", 4000, 1000));
        assertThat(ledger.slots()).isEqualTo(4);
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.of(500, 700)))
                .isNotNull();
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.of(500, 700)))
                .isNull();
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.of(3500, 300)))
                .isNotNull();
        assertThat(ledger.freeOf(new NodeId("a"))).isEqualTo(ResourceProfile.ANY);
    }

    @Test
    void namedResourcesCountToo() {
        var info = new WorkerInfo(
                new NodeId("a"), "a", "a", 1, ResourceProfile.of(4000, 4000).with("gpu", 1), 0);
        ledger.putWorker(info);
        ResourceProfile need = ResourceProfile.of(100, 100).with("gpu", 1);
        assertThat(give(BuiltInMatching.SPREAD, JOB, need)).isNotNull();
        assertThat(give(BuiltInMatching.SPREAD, JOB, need)).isNull();
    }

    @Test
    void aClosedWorkerGivesNothingUntilItIsOpened() {
        ledger.putWorker(uniform("a", 1));
        ledger.close(new NodeId("a"), true);
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.ANY)).isNull();
        ledger.close(new NodeId("a"), false);
        assertThat(give(BuiltInMatching.SPREAD, JOB, ResourceProfile.ANY)).isNotNull();
    }

    @Test
    void aLostWorkerTakesItsAllocationsAlong() {
        ledger.putWorker(uniform("a", 2));
        ledger.putWorker(uniform("b", 2));
        give(BuiltInMatching.SPREAD, 2);
        give(BuiltInMatching.SPREAD, OTHER, ResourceProfile.ANY);
        assertThat(ledger.removeWorker(new NodeId("a")))
                .extracting(Allocation::job)
                .containsExactly(JOB, OTHER);
        assertThat(ledger.slots()).isEqualTo(2);
        assertThat(ledger.freeSlots()).isEqualTo(1);
        assertThat(ledger.allocationsOf(OTHER)).isEmpty();
        assertThat(ledger.balances()).isTrue();
    }
}
