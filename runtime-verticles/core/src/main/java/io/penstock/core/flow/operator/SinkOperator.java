// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.SinkSpec;
import java.util.List;

/** Template: writes records to a sink. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class SinkOperator extends TransactionalOperator {
    private Sink sink;
    private SinkWriter writer;
    private boolean opened;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        sink = ((SinkSpec) spec).sink();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        try {
            writer.write(value, timestampMs);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    protected void onOpen() throws Exception {
        writer = sink.createWriter(context());
        opened = true;
    }

    @Override
    protected List<byte[]> prepare() throws Exception {
        return writer.prepareCommit();
    }

    @Override
    protected void commit(byte[] committable) throws Exception {
        writer.commit(committable);
    }

    @Override
    protected void recoverAll(List<byte[]> covered) throws Exception {
        writer.recover(covered);
    }

    @Override
    public void close() throws Exception {
        if (!opened) return;
        SinkWriter open = writer;
        try (open) {
            if (!isCommitted()) open.abort();
        }
    }
}
