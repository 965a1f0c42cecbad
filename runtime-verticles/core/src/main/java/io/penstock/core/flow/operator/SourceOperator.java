// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.source.Source;
import io.penstock.api.source.SourceOutput;
import io.penstock.api.source.SourceReader;
import io.penstock.api.source.SplitPosition;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.SourceSpec;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Template: reads a source. The reader is made with the first poll, so that positions can be restored before. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class SourceOperator extends SourceHead implements SourceOutput<Object> {
    private Source source;
    private @Nullable SourceReader reader;
    private ReaderContext readerContext;
    private final List<SplitPosition> restored = new ArrayList<>();
    private boolean isRestored;
    private boolean hasMore = true;
    private long records;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        source = ((SourceSpec) spec).source();
    }

    @Override
    protected void onOpen() {
        readerContext = new ReaderContext(context(), this);
    }

    @Override
    public boolean isDue() {
        return hasMore || readerContext.isWoken();
    }

    @Override
    public SourceReader.Status poll(int recordsMax) {
        try {
            SourceReader open = reader();
            readerContext.rest();
            SourceReader.Status status = open.poll(this, recordsMax);
            hasMore = status == SourceReader.Status.MORE;
            return status;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private SourceReader reader() throws Exception {
        SourceReader open = reader;
        if (open == null) open = reader = source.createReader(readerContext.restoredTo(restored, isRestored));
        return open;
    }

    @Override
    public void emit(Object value) {
        records++;
        next.accept(value, Long.MIN_VALUE);
    }

    @Override
    public void emit(Object value, long timestampMs) {
        records++;
        next.accept(value, timestampMs);
    }

    @Override
    public long recordsRead() {
        return records;
    }

    @Override
    public void accept(Object value, long timestampMs) {
        throw new IllegalStateException("a source has no input");
    }

    @Override
    protected void onProcessingTime(long nowMs) {
        readerContext.onTime();
    }

    @Override
    public void snapshot(StateSnapshot out) throws Exception {
        for (Object position : reader().snapshot()) out.add(new StateEntry("splits", null, null, position));
    }

    @Override
    public void checkpointComplete(long checkpointId) {
        try {
            if (reader != null) reader.checkpointComplete(checkpointId);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void beginRestore() {
        isRestored = true;
    }

    @Override
    public void restore(StateEntry entry) {
        if (entry.value() instanceof SplitPosition position) restored.add(position);
    }

    @Override
    public void close() throws Exception {
        SourceReader open = reader;
        reader = null;
        if (open != null) open.close();
    }
}
