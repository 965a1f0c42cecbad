// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** The last operator before an exchange, which may send partial results to where a key's records would go. */
@SuppressWarnings("NullAway.Init")
public abstract class Combiner extends Operator {
    private Exchange exchange;

    /** Where partial results go. */
    public interface Exchange {
        /** Sends a value to the owner of a key. */
        void sendTo(Object key, Object value);

        /** Ends the batches that are begun, so that values of different kinds do not share one. */
        void endBatches();
    }

    /** Says where partial results go; records as they are go to {@code next}. */
    public final void to(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Sends a partial result to the owner of its key. */
    protected final void send(Object key, Object value) {
        exchange.sendTo(key, value);
    }

    /** What is sent from now on is of another kind. */
    protected final void endBatches() {
        exchange.endBatches();
    }
}
