// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.penstock.core.message.JobId;
import io.penstock.exchange.wire.WireBuffer;
import io.penstock.exchange.wire.WireFormatException;

/**
 * A consumer subtask's wish for its channels from all producers of an edge that are on one worker. One message, however
 * many they are; a channel costs nothing more until something goes through it.
 *
 * @param fingerprint of the job graph, with its parallelism
 * @param blocking whether it wants partition files instead of running producers
 * @param credits frames that may be on their way per channel
 * @param producers subtasks, ascending; a channel's lane is the position in here
 * @param attempts their attempts
 */
@SuppressWarnings("ArrayRecordComponent") // compact, never compared
public record Subscribe(
        JobId job,
        String fingerprint,
        int edge,
        boolean blocking,
        int consumer,
        int consumerAttempt,
        int credits,
        int[] producers,
        int[] attempts) {

    /** Most producers a vertex may have; keeps damaged bytes from asking for a giant array. */
    private static final int PRODUCERS_MAX = 1 << 20;

    /** Number of channels. */
    public int lanes() {
        return producers.length;
    }

    /** Which channel a lane is. */
    public ChannelKey key(int lane) {
        return new ChannelKey(job, edge, producers[lane], attempts[lane], consumer, consumerAttempt);
    }

    void write(WireBuffer to) {
        to.putString(job.value());
        to.putString(fingerprint);
        to.putVarInt(edge);
        to.putByte(blocking ? 1 : 0);
        to.putVarInt(consumer);
        to.putVarInt(consumerAttempt);
        to.putVarInt(credits);
        to.putVarInt(producers.length);
        for (int i = 0; i < producers.length; i++) {
            to.putVarInt(producers[i]);
            to.putVarInt(attempts[i]);
        }
    }

    static Subscribe read(WireBuffer from) {
        JobId job = new JobId(from.getString());
        String fingerprint = from.getString();
        int edge = from.getVarInt();
        boolean blocking = from.getByte() != 0;
        int consumer = from.getVarInt();
        int consumerAttempt = from.getVarInt();
        int credits = from.getVarInt();
        int count = from.getVarInt();
        if (count > Math.min(PRODUCERS_MAX, from.remaining() / 2))
            throw new WireFormatException("a subscription names " + count + " producers");
        int[] producers = new int[count];
        int[] attempts = new int[count];
        for (int i = 0; i < count; i++) {
            producers[i] = from.getVarInt();
            attempts[i] = from.getVarInt();
        }
        return new Subscribe(job, fingerprint, edge, blocking, consumer, consumerAttempt, credits, producers, attempts);
    }
}
