// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.util.Arrays;

/**
 * A value as the store holds it.
 *
 * @param value the bytes; do not change them
 * @param tokenTerm term of the token that wrote it
 * @param tokenCounter counter of the token that wrote it
 * @param version 1 for the first write of a key, one more for each further one, also across removals
 */
public record Versioned(byte[] value, long tokenTerm, long tokenCounter, long version) {
    public StoreToken token() {
        return new StoreToken(tokenTerm, tokenCounter);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Versioned that
                && version == that.version
                && tokenTerm == that.tokenTerm
                && tokenCounter == that.tokenCounter
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version) * 31 + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "Versioned[" + value.length + " bytes, token " + token() + ", version " + version + "]";
    }
}
