// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** Whether records are folded before they cross an exchange, where that gives the same result. */
public enum Combining {
    /** Where keys come again soon enough for it to pay. */
    AUTO,
    /** Wherever possible. */
    ALWAYS,
    /** Nowhere. */
    NEVER
}
