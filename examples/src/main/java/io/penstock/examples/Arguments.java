// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The {@code --name value} pairs of an example. */
final class Arguments {
    private final Map<String, String> values = new TreeMap<>();

    private Arguments() {}

    /** @throws IllegalArgumentException that names the unknown or incomplete argument and those there are */
    static Arguments parse(List<String> args, Set<String> names) {
        var parsed = new Arguments();
        for (int i = 0; i < args.size(); i += 2) {
            String name = args.get(i);
            if (!name.startsWith("--") || !names.contains(name.substring(2))) {
                throw new IllegalArgumentException("unknown argument " + name + "; there are: "
                        + names.stream().sorted().toList());
            }
            if (i + 1 == args.size()) throw new IllegalArgumentException("argument " + name + " needs a value");
            parsed.values.put(name.substring(2), args.get(i + 1));
        }
        return parsed;
    }

    String required(String name) {
        String value = values.get(name);
        if (value == null) throw new IllegalArgumentException("argument --" + name + " is needed");
        return value;
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }
}
