// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.source.SourceReader;

/** The head of a chain that reads a source. */
public abstract class SourceHead extends Operator {
    /** Reads at most {@code recordsMax} records and pushes them into the chain. */
    public abstract SourceReader.Status poll(int recordsMax);

    /** Whether polling makes sense now: there was more, or the reader has asked for it. */
    public abstract boolean isDue();

    /** Number of records read so far. */
    public abstract long recordsRead();
}
