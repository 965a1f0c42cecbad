// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.core.program.OperatorSpec;

/** Template: pushes each record to several operators, where a chain forks. It hears of nothing but records. */
public final class Fork extends ForkOfChain {

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        throw new IllegalStateException("nothing to configure");
    }

    @Override
    public void accept(Object value, long timestampMs) {
        for (Operator branch : branches) branch.accept(value, timestampMs);
    }
}
