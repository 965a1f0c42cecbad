// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.api.function.KeySelector;

/** An output that routes by key group. */
@SuppressWarnings("rawtypes")
interface KeyedOutput {
    /** Sets the key and, for each key group, the target that owns it. */
    void route(KeySelector keySelector, int[] targetOfGroup);
}
