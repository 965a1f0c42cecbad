// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.join;

/** Both sides of one key. */
record JoinBuffers(TimeBuffer left, TimeBuffer right) {
    JoinBuffers() {
        this(new TimeBuffer(), new TimeBuffer());
    }

    boolean isEmpty() {
        return left.size() == 0 && right.size() == 0;
    }
}
