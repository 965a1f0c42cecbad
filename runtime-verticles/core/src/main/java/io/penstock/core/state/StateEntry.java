// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import org.jspecify.annotations.Nullable;

/**
 * One piece of an operator's state as it goes into a snapshot and comes back from one.
 *
 * @param state names the piece within the operator
 * @param key the key whose hash tells the key group; null for state that is not keyed
 * @param detail what distinguishes entries of one key (a window, a timer's time), in a form of the operator's own; or
 *     null
 * @param value the value; null where detail says all
 */
public record StateEntry(
        String state,
        @Nullable Object key,
        @Nullable Object detail,
        @Nullable Object value) {}
