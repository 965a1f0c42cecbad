// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An operator that makes its results visible in two phases. What is prepared waits for the checkpoint that covers it;
 * one that comes to nothing leaves it to the next.
 */
public abstract class TransactionalOperator extends Operator {
    private final List<byte[]> prepared = new ArrayList<>();
    /** How many of the prepared each pending checkpoint covers. */
    private final TreeMap<Long, Integer> covered = new TreeMap<>();

    private boolean committed;

    /**
     * Makes what was written durable and starts afresh; returns everything that is prepared and not yet committed,
     * which is what the checkpoint covers.
     */
    public final List<byte[]> prepareCommit(long checkpointId) {
        try {
            prepared.addAll(prepare());
            covered.put(checkpointId, prepared.size());
            return List.copyOf(prepared);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Makes visible what the checkpoint covers. */
    @Override
    public final void checkpointComplete(long checkpointId) {
        Map.Entry<Long, Integer> upTo = covered.floorEntry(checkpointId);
        if (upTo == null) return;
        int count = upTo.getValue();
        commitFirst(count);
        covered.headMap(checkpointId, true).clear();
        covered.replaceAll((later, size) -> size - count);
    }

    /** Makes everything that is prepared visible, for the last time. */
    public final void commitAll() {
        commitFirst(prepared.size());
        covered.clear();
        committed = true;
    }

    private void commitFirst(int count) {
        List<byte[]> first = prepared.subList(0, count);
        try {
            for (byte[] committable : first) commit(committable);
        } catch (Exception e) {
            throw failed(e);
        }
        first.clear();
    }

    /**
     * Makes visible, perhaps again, what a complete checkpoint covers, and removes all else that earlier attempts have
     * left; before the first record.
     */
    public final void recover(List<byte[]> covered) {
        try {
            recoverAll(covered);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Prepares what was written since the last time. */
    protected abstract List<byte[]> prepare() throws Exception;

    /** Makes one prepared transaction visible. */
    protected abstract void commit(byte[] committable) throws Exception;

    /** See {@link #recover}. */
    protected abstract void recoverAll(List<byte[]> covered) throws Exception;

    /** Whether the end has been committed, so that there is nothing to abort. */
    protected final boolean isCommitted() {
        return committed;
    }
}
