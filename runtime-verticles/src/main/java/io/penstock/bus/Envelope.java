// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;

/** A message with its sender, where answers go, and its receiver. */
public record Envelope(Endpoint from, Endpoint to, Message message) {}
