// SPDX-License-Identifier: Apache-2.0
/**
 * Channels: how batches of records go from one task to another inside a JVM, and the contracts that a channel between
 * JVMs keeps too. Batch, Marker, OutputLane and OutputPort (producer), InputLane and InputPort (consumer),
 * LocalExchange (the one-JVM implementation). Only what is used exists: an idle all-to-all edge holds no lane objects.
 * Must not know operators, tasks or sockets.
 */
@NullMarked
package io.penstock.core.flow.channel;

import org.jspecify.annotations.NullMarked;
