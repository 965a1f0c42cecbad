// SPDX-License-Identifier: Apache-2.0
/**
 * Messages between components: their bytes, their addresses, their way. WireCodec (records to versioned CBOR and back),
 * Envelope, NodeBus (one event bus address per node), Receiver. Sending is one-way, never throws and may lose. Must not
 * know machines, verticles or what a message means.
 */
@NullMarked
package io.penstock.bus;

import org.jspecify.annotations.NullMarked;
