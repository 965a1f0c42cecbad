// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.core.program.OperatorSpec;

/** Where results go that nobody reads. */
final class Discard extends Operator {
    static final Operator INSTANCE = new Discard();

    private Discard() {}

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        throw new IllegalStateException("nothing to configure");
    }

    @Override
    public void accept(Object value, long timestampMs) {}
}
