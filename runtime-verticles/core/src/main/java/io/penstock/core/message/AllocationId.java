// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** One holding of a slot; never used twice. Made by a ResourceManager from its token and a counter. */
public record AllocationId(String value) implements Comparable<AllocationId> {
    /** The {@code sequence}-th allocation under {@code token}. */
    public static AllocationId of(FencingToken token, long sequence) {
        return new AllocationId(token.term() + "." + token.counter() + "." + sequence);
    }

    @Override
    public int compareTo(AllocationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
