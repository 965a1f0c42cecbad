// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.window;

final class Checks {
    private Checks() {}

    static void positive(String what, long ms) {
        if (ms <= 0)
            throw new IllegalArgumentException("a window's " + what + " must be at least 1 ms, not " + ms + " ms");
    }
}
