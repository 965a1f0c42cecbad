// SPDX-License-Identifier: Apache-2.0
/**
 * Frames between TaskExecutors over TCP: one connection per ordered pair, opened by the consumer's side, many channels
 * on it, each with credit of its own. DataServer and DataClient, Outlet (the producer's end of a channel),
 * FrameReceiver (the consumer's), Subscribe (what a consumer asks for). Nothing here blocks, and event loops only copy
 * bytes and wake tasks. Must not know batches, records or tasks.
 */
@NullMarked
package io.penstock.exchange.net;

import org.jspecify.annotations.NullMarked;
