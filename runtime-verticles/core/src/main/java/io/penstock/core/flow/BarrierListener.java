// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/** Hears on the task's thread when a checkpoint barrier has passed through it. */
@FunctionalInterface
public interface BarrierListener {
    /** Every input has reached the barrier, the operators' state belongs to the checkpoint, and the barrier has been passed on. */
    void onBarrier(long checkpointId);
}
