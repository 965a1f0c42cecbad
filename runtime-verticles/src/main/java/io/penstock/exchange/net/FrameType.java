// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

/**
 * Kinds of frames. Each is {@code length(4) type(1) subscription(4) lane(4) payload}, little-endian; the length counts
 * what follows it.
 */
final class FrameType {
    /** Consumer to producer, first of all: magic, version, own node id, the node id it expects. */
    static final int HELLO = 1;
    /** The answer: version, own node id. */
    static final int WELCOME = 2;
    /** Instead of an answer, before the end: why not. */
    static final int GOODBYE = 3;
    /** Consumer to producer: see {@link Subscribe}. */
    static final int SUBSCRIBE = 4;
    /** Consumer to producer: the consumer is gone. */
    static final int UNSUBSCRIBE = 5;
    /** Consumer to producer: that many more frames may come on the lane. */
    static final int CREDIT = 6;
    /** Producer to consumer: a batch. */
    static final int DATA = 7;
    /** Producer to consumer: the lane will not be served; code and reason. */
    static final int REFUSE = 8;
    /** Either way: I am alive. */
    static final int PING = 9;

    static final int MAGIC = 0x50_4E_53_4B;
    static final int VERSION = 1;

    /** Bytes before the payload. */
    static final int HEADER_BYTES = 13;

    /** Largest frame: a single record may fill it, batches are cut to a small part of it. */
    static final int FRAME_BYTES_MAX = 256 << 20;

    /** Largest frame that is not DATA. */
    static final int CONTROL_BYTES_MAX = 16 << 20;

    /** Largest first frame of whoever connects. */
    static final int HELLO_BYTES_MAX = 1 << 10;

    private FrameType() {}
}
