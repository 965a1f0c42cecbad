// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a coordinator's keeper answers. Failures travel as text: an exception of ours would not pass the others' filter.
 *
 * @param done whether it did what it was asked
 * @param yes the answer to a question
 * @param why what kept it from doing so
 */
record KeeperAnswer(boolean done, boolean yes, String why) {
    static KeeperAnswer yes(boolean yes) {
        return new KeeperAnswer(true, yes, "");
    }

    static KeeperAnswer failed(String why) {
        return new KeeperAnswer(false, false, why);
    }

    byte[] encode() {
        byte[] text = why.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[2 + text.length];
        bytes[0] = (byte) (done ? 1 : 0);
        bytes[1] = (byte) (yes ? 1 : 0);
        System.arraycopy(text, 0, bytes, 2, text.length);
        return bytes;
    }

    static KeeperAnswer decode(byte[] bytes) {
        String why = new String(Arrays.copyOfRange(bytes, 2, bytes.length), StandardCharsets.UTF_8);
        return new KeeperAnswer(bytes[0] == 1, bytes[1] == 1, why);
    }
}
