// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/** Hears on the task's thread when a checkpoint barrier passes through it. */
@FunctionalInterface
public interface BarrierListener {
    /** Every input has reached the barrier, and the barrier is on its way to every output. */
    void onBarrier(TaskSnapshot snapshot);
}
