// SPDX-License-Identifier: Apache-2.0
/**
 * The data plane between tasks: gives each task its channels, whether the other end is in this JVM, in another one, or
 * a file. ExchangeService (one per TaskExecutor), TaskWiring (who is where), TaskIo (a task's ports). Records on the
 * wire: exchange.wire; sockets and credit: exchange.net; blocking exchanges: exchange.partition. Must not know
 * operators, slots, the event bus or Hazelcast.
 */
@NullMarked
package io.penstock.exchange;

import org.jspecify.annotations.NullMarked;
