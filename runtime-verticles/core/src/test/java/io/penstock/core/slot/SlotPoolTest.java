// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.slot.SlotPool.Slot;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
    private static final NodeId W1 = new NodeId("w1");
    private static final NodeId W2 = new NodeId("w2");
    private static final ResourceProfile SMALL = ResourceProfile.of(500, 100);
    private static final ResourceProfile LARGE = ResourceProfile.of(4_000, 800);

    private final SlotPool pool = new SlotPool();

    @Test
    void aSlotOfTheSameSizeIsTakenBeforeALargerOne() {
        Slot large = add(W1, "a", LARGE, 0);
        Slot small = add(W1, "b", SMALL, 0);
        assertThat(pool.takeCovering(SMALL)).isSameAs(small);
        assertThat(pool.takeCovering(SMALL)).isSameAs(large);
        assertThat(pool.takeCovering(ResourceProfile.ANY)).isNull();
    }

    @Test
    void aSlotThatIsTooSmallIsNeverTaken() {
        add(W1, "a", SMALL, 0);
        assertThat(pool.takeCovering(LARGE)).isNull();
        assertThat(pool.takeCovering(SMALL.with("gpu", 1))).isNull();
    }

    @Test
    void anOfferThatComesTwiceIsOneSlot() {
        Slot slot = add(W1, "a", SMALL, 0);
        assertThat(add(W1, "a", SMALL, 5)).isSameAs(slot);
        assertThat(pool.size()).isEqualTo(1);
        assertThat(pool.freeSize()).isEqualTo(1);
    }

    @Test
    void onlySlotsThatIdledLongEnoughAndAreNotPinnedAreGivenUp() {
        Slot old = add(W1, "a", SMALL, 0);
        Slot pinned = add(W1, "b", SMALL, 0);
        Slot taken = add(W1, "c", SMALL, 0);
        Slot fresh = add(W2, "d", SMALL, 60);
        pool.pin(pinned);
        pool.take(taken);
        assertThat(pool.removeIdleSince(50)).containsExactly(old);
        pool.giveBack(taken, 70);
        pool.unpin(pinned, 80);
        assertThat(pool.removeIdleSince(79)).containsExactly(fresh, taken);
        assertThat(pool.removeIdleSince(80)).containsExactly(pinned);
        assertThat(pool.size()).isZero();
    }

    @Test
    void aWorkerTakesItsSlotsWithIt() {
        Slot free = add(W1, "a", SMALL, 0);
        Slot taken = pool.take(add(W1, "b", SMALL, 0));
        Slot other = add(W2, "c", SMALL, 0);
        assertThat(pool.removeWorker(W1)).containsExactly(free, taken);
        assertThat(pool.sizeOn(W1)).isZero();
        assertThat(pool.on(W2)).containsExactly(other);
        pool.giveBack(taken, 9);
        assertThat(pool.freeSize()).as("a slot that is gone does not come back").isEqualTo(1);
    }

    @Test
    void aSlotHasOneHolder() {
        Slot slot = pool.take(add(W1, "a", SMALL, 0));
        assertThatThrownBy(() -> pool.take(slot)).isInstanceOf(IllegalStateException.class);
        pool.giveBack(slot, 1);
        assertThatThrownBy(() -> pool.giveBack(slot, 1)).isInstanceOf(IllegalStateException.class);
    }

    private Slot add(NodeId worker, String allocation, ResourceProfile profile, long nowMs) {
        return pool.add(worker, new SlotOffer(new AllocationId(allocation), profile), nowMs);
    }
}
