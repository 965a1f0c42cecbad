// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Offload;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that is computed off the event loop. One update at a time: wait for its future before the next. */
final class Digest {
    private final MessageDigest sha256;
    private final Offload offload;

    Digest(Offload offload) {
        this.offload = offload;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Future<Void> update(byte[] bytes) {
        return offload.<Integer>call(() -> {
                    synchronized (sha256) {
                        sha256.update(bytes);
                    }
                    return bytes.length;
                })
                .mapEmpty();
    }

    /** The digest in lower-case hexadecimal; ends it. */
    Future<String> hex() {
        return offload.call(() -> {
            synchronized (sha256) {
                return HexFormat.of().formatHex(sha256.digest());
            }
        });
    }
}
