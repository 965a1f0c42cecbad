// SPDX-License-Identifier: Apache-2.0
package bench;

import java.util.HashMap;
import java.util.Map;

/** key=value arguments. */
final class Args {
    private final Map<String, String> m = new HashMap<>();

    Args(String... args) {
        for (String s : args) m.put(s.substring(0, s.indexOf('=')), s.substring(s.indexOf('=') + 1));
    }

    boolean has(String k) {
        return m.containsKey(k);
    }

    String get(String k, String or) {
        return m.getOrDefault(k, or);
    }

    long num(String k, long or) {
        return has(k) ? Long.parseLong(m.get(k)) : or;
    }

    int small(String k, int or) {
        return (int) num(k, or);
    }
}
