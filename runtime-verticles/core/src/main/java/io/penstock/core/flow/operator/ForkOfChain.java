// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** Where a chain forks. */
public abstract class ForkOfChain extends Operator {
    /** Where records go. */
    protected Operator[] branches = {};

    /** Sets where records go. */
    public final void to(Operator[] branches) {
        this.branches = branches;
    }
}
