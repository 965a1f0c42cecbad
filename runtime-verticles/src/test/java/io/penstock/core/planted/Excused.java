// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.planted;

import io.penstock.core.HotPath;
import java.util.HashMap;
import java.util.Map;

/** May use hash tables, but not here: only the data plane has hot paths. */
@HotPath("planted")
final class Excused {
    Map<String, String> table() {
        return new HashMap<>();
    }
}
