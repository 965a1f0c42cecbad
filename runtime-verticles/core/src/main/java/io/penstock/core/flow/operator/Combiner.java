// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** The last operator before an exchange, which may send partial results to where a key's records would go. */
@SuppressWarnings("NullAway.Init")
public abstract class Combiner extends Operator {
    private Exchange exchange;
    private Combining combining = Combining.AUTO;
    private boolean encodes;

    /** Where partial results go. */
    public interface Exchange {
        /** Sends a value to the owner of a key. */
        void sendTo(Object key, Object value, long timestampMs);

        /** Ends the batches that are begun, so that values of different kinds do not share one. */
        void endBatches();
    }

    /**
     * Says where partial results go; records as they are go to {@code next}.
     *
     * @param encodes whether the exchange encodes records, so that each one saved saves much
     */
    public final void to(Exchange exchange, Combining combining, boolean encodes) {
        this.exchange = exchange;
        this.encodes = encodes;
        this.combining = combining;
    }

    /** Sends what was folded so far, so that nothing stays here. */
    public abstract void drain();

    /** The task waits for input and has time to spare. */
    public void onRest() {}

    /** Whether the exchange encodes records. */
    protected final boolean encodes() {
        return encodes;
    }

    /** Whether what has turned out not to pay is to be left. */
    protected final boolean mayStop() {
        return combining == Combining.AUTO;
    }

    /** Sends a partial result to the owner of its key. */
    protected final void send(Object key, Object value, long timestampMs) {
        exchange.sendTo(key, value, timestampMs);
    }

    /** What is sent from now on is of another kind. */
    protected final void endBatches() {
        exchange.endBatches();
    }
}
