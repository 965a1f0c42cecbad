// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The properties of Hazelcast that an operator may change. The rest of Hazelcast's configuration follows from the
 * node's and is set in code, since a wrong value there loses data; so anything else in the file is refused.
 */
final class HazelcastFile {
    private static final String PREFIX = "hazelcast.properties.";

    private HazelcastFile() {}

    /** The properties in the order of the file; none if there is no file. Throws {@link ConfigException}. */
    static Map<String, String> properties(Path file) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (!Files.exists(file)) return properties;
        List<String> problems = new ArrayList<>();
        YamlFile.read(file).forEach((key, given) -> {
            if (key.startsWith(PREFIX)) properties.put(key.substring(PREFIX.length()), given.value());
            else problems.add(given.origin() + ": '" + key + "' cannot be set here, only hazelcast.properties can");
        });
        if (!problems.isEmpty()) throw new ConfigException(problems);
        return properties;
    }
}
