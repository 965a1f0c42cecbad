// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.api.function.KeySelector;
import io.penstock.api.function.Partitioner;

/** An output that routes by the user's partitioner. */
@SuppressWarnings("rawtypes")
interface CustomRouted {
    /** Sets the key and the partitioner. */
    void route(KeySelector keySelector, Partitioner partitioner);
}
