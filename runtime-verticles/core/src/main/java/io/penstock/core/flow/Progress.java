// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/** What a step came to. */
public enum Progress {
    /** Nothing could be done: step again only after a wake-up. */
    NONE,
    /** Something was done and there may be more: step again. */
    SOME,
    /** The task has ended and must not be stepped again; see {@link Task#status}. */
    DONE
}
