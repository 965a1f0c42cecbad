// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Names and types a piece of state. Names are unique within an operator and identify the state in snapshots.
 *
 * <pre>{@code
 * StateDescriptor descriptor = new ValueStateDescriptor<>("last", Long.class, Duration.ofDays(7));
 * System.out.println(descriptor.name() + " lives for " + descriptor.timeToLive());
 * }</pre>
 */
public sealed interface StateDescriptor
        permits ValueStateDescriptor, ListStateDescriptor, MapStateDescriptor, ReducingStateDescriptor {
    /** The name, unique within the operator. */
    String name();

    /** How long an entry lives after its last write; null means for ever. */
    @Nullable
    Duration timeToLive();
}
