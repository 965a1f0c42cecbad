// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.core.flow.Committable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in a part.
 *
 * @param operators the chain's, whether they have state or not
 * @param prepared what sinks have prepared and not committed
 */
record PartIndex(List<OperatorInfo> operators, List<Block> blocks, List<Committable> prepared) {
    /**
     * An operator as it was.
     *
     * @param kind see {@code OperatorNode.kind}
     */
    record OperatorInfo(String id, String name, String kind) {}

    /**
     * Entries of one operator, state and key group.
     *
     * @param operator index into the operators
     * @param group the key group, or {@link PartFormat#COPY} or {@link PartFormat#SPLITS}
     */
    record Block(int operator, String state, int group, long offset, int length, int checksum) {}

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(operators.size());
            for (OperatorInfo operator : operators) {
                out.writeUTF(operator.id);
                out.writeUTF(operator.name);
                out.writeUTF(operator.kind);
            }
            out.writeInt(blocks.size());
            for (Block block : blocks) {
                out.writeInt(block.operator);
                out.writeUTF(block.state);
                out.writeInt(block.group);
                out.writeLong(block.offset);
                out.writeInt(block.length);
                out.writeInt(block.checksum);
            }
            out.writeInt(prepared.size());
            for (Committable committable : prepared) {
                out.writeUTF(committable.operatorId());
                out.writeInt(committable.data().length);
                out.write(committable.data());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static PartIndex decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<OperatorInfo> operators = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            operators.add(new OperatorInfo(in.readUTF(), in.readUTF(), in.readUTF()));
        }
        List<Block> blocks = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            blocks.add(new Block(in.readInt(), in.readUTF(), in.readInt(), in.readLong(), in.readInt(), in.readInt()));
        }
        List<Committable> prepared = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            String operator = in.readUTF();
            byte[] data = new byte[in.readInt()];
            in.readFully(data);
            prepared.add(new Committable(operator, data));
        }
        return new PartIndex(operators, blocks, prepared);
    }
}
