// SPDX-License-Identifier: Apache-2.0
/**
 * Turns batches of records into bytes and back. WireBuffer (the bytes), RecordCodec (values), RecordCodecs (a job's
 * codecs, with Apache Fory for what has no fast path), FrameCodec (a whole batch with timestamps, watermark and
 * marker). Runs on task threads only. Must not know sockets, files or threads.
 */
@NullMarked
package io.penstock.exchange.wire;

import org.jspecify.annotations.NullMarked;
