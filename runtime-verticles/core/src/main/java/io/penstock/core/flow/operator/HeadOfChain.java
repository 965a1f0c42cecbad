// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** Where batches enter a chain. */
public abstract class HeadOfChain extends Operator {
    /** Pushes the first {@code size} records into the chain's first input. */
    public abstract void run(Object[] values, long[] timestampsMs, int size);

    /** Pushes the first {@code size} records into the chain's second input. */
    public abstract void runRight(Object[] values, long[] timestampsMs, int size);
}
