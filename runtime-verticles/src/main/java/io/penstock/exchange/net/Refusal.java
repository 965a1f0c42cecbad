// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

/** Why a producer's worker will not serve a channel. */
public enum Refusal {
    /** The producer is not there, or the job is another. */
    CHANNEL,
    /** The partition file is gone: the producer must run again. */
    PARTITION_MISSING;

    static Refusal of(int code) {
        return code == PARTITION_MISSING.ordinal() ? PARTITION_MISSING : CHANNEL;
    }
}
