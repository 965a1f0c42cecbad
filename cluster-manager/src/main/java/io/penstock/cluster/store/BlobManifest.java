// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where a blob's chunks are and what they must add up to. */
record BlobManifest(String id, String upload, String sha256, long bytes, int chunks) {
    private static final byte FORMAT = 1;

    BlobInfo info() {
        return new BlobInfo(id, sha256, bytes, chunks);
    }

    byte[] encode() {
        ByteArrayOutputStream bytesOut = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytesOut)) {
            out.writeByte(FORMAT);
            out.writeUTF(upload);
            out.writeUTF(sha256);
            out.writeLong(bytes);
            out.writeInt(chunks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytesOut.toByteArray();
    }

    static BlobManifest decode(String id, byte[] encoded) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalStateException("manifest format " + format + " is newer than this node knows");
            }
            return new BlobManifest(id, in.readUTF(), in.readUTF(), in.readLong(), in.readInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
