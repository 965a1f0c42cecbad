// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the instructions of a method's bytecode begin, and which of them are jumped to (JVM specification, chapter 6).
 */
final class Instructions {
    private static final int INVOKEINTERFACE = 0xb9;
    private static final int INVOKEDYNAMIC = 0xba;
    private static final int TABLESWITCH = 0xaa;
    private static final int LOOKUPSWITCH = 0xab;
    private static final int WIDE = 0xc4;
    private static final int IINC = 0x84;

    private final ByteBuffer code;
    private final List<Integer> starts = new ArrayList<>();
    private final Set<Integer> targets = new HashSet<>();

    Instructions(ByteBuffer code) {
        this.code = code;
        for (int at = 0; at < code.limit(); at += length(at)) {
            starts.add(at);
            collectTargets(at);
        }
    }

    /** The instruction that begins there, as a position in the list; -1 if none does. */
    int indexOf(int at) {
        return starts.indexOf(at);
    }

    int start(int index) {
        return starts.get(index);
    }

    int opcode(int index) {
        return code.get(starts.get(index)) & 0xff;
    }

    /** The 16-bit operand: an index into the constants for the instructions that have one. */
    int operand(int index) {
        return code.getShort(starts.get(index) + 1) & 0xffff;
    }

    boolean isJumpedTo(int index) {
        return targets.contains(starts.get(index));
    }

    private int length(int at) {
        int opcode = code.get(at) & 0xff;
        if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) return switchEnd(at, opcode) - at;
        if (opcode == WIDE) return (code.get(at + 1) & 0xff) == IINC ? 6 : 4;
        if (opcode == INVOKEINTERFACE || opcode == INVOKEDYNAMIC || opcode == 0xc8 || opcode == 0xc9) return 5;
        if (opcode == 0xc5) return 4; // multianewarray
        return takesTwoBytes(opcode) ? 3 : takesOneByte(opcode) ? 2 : 1;
    }

    /** sipush, ldc_w, ldc2_w, iinc, jumps, fields and calls, new, anewarray, checkcast, instanceof, ifnull. */
    private static boolean takesTwoBytes(int opcode) {
        return opcode == 0x11
                || opcode == 0x13
                || opcode == 0x14
                || opcode == IINC
                || (opcode >= 0x99 && opcode <= 0xa8)
                || (opcode >= 0xb2 && opcode <= 0xb8)
                || opcode == 0xbb
                || opcode == 0xbd
                || opcode == 0xc0
                || opcode == 0xc1
                || opcode == 0xc6
                || opcode == 0xc7;
    }

    /** bipush, ldc, loads and stores of locals, ret, newarray. */
    private static boolean takesOneByte(int opcode) {
        return opcode == 0x10
                || opcode == 0x12
                || (opcode >= 0x15 && opcode <= 0x19)
                || (opcode >= 0x36 && opcode <= 0x3a)
                || opcode == 0xa9
                || opcode == 0xbc;
    }

    private int switchEnd(int at, int opcode) {
        int operands = (at + 4) & ~3;
        if (opcode == LOOKUPSWITCH) return operands + 8 + 8 * code.getInt(operands + 4);
        return operands + 12 + 4 * (code.getInt(operands + 8) - code.getInt(operands + 4) + 1);
    }

    private void collectTargets(int at) {
        int opcode = code.get(at) & 0xff;
        if ((opcode >= 0x99 && opcode <= 0xa8) || opcode == 0xc6 || opcode == 0xc7) {
            targets.add(at + code.getShort(at + 1));
        } else if (opcode == 0xc8 || opcode == 0xc9) {
            targets.add(at + code.getInt(at + 1));
        } else if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
            int operands = (at + 4) & ~3;
            targets.add(at + code.getInt(operands));
            boolean table = opcode == TABLESWITCH;
            for (int i = operands + 12; i < switchEnd(at, opcode); i += table ? 4 : 8) targets.add(at + code.getInt(i));
        }
    }
}
