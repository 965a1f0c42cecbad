// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import java.util.ArrayList;
import java.util.List;

/** An operator that makes its results visible in two phases. */
public abstract class TransactionalOperator extends Operator {
    private final List<byte[]> prepared = new ArrayList<>();
    private boolean committed;

    /** Makes what was written durable and starts afresh; returns everything that is prepared and not yet committed. */
    public final List<byte[]> prepareCommit() {
        try {
            prepared.addAll(prepare());
            return List.copyOf(prepared);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Makes everything that is prepared visible, for the last time. */
    public final void commitAll() {
        try {
            for (byte[] committable : prepared) commit(committable);
        } catch (Exception e) {
            throw failed(e);
        }
        prepared.clear();
        committed = true;
    }

    /** Prepares what was written since the last time. */
    protected abstract List<byte[]> prepare() throws Exception;

    /** Makes one prepared transaction visible. */
    protected abstract void commit(byte[] committable) throws Exception;

    /** Whether the end has been committed, so that there is nothing to abort. */
    protected final boolean isCommitted() {
        return committed;
    }
}
