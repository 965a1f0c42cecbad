// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** What stands for several records of one key. */
public sealed interface Combined permits Partial, PartialState {
    /** Theirs. */
    Object key();
}
