// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * Describes a sink that was just added.
 *
 * <pre>{@code
 * orders.sinkTo("database", Sinks.discard()).uid("orders-out").parallelism(2).blocking();
 * }</pre>
 */
public interface SinkHandle {
    /** See {@link DataStream#uid}. */
    SinkHandle uid(String uid);

    /** See {@link DataStream#parallelism}. */
    SinkHandle parallelism(int parallelism);

    /** See {@link DataStream#slotSharingGroup}. */
    SinkHandle slotSharingGroup(String group);

    /** See {@link DataStream#resources}. */
    SinkHandle resources(ResourceProfile profile);

    /** See {@link DataStream#disableChaining}. */
    SinkHandle disableChaining();

    /** See {@link DataStream#blocking}. */
    SinkHandle blocking();
}
